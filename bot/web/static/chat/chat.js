// The chat page: what I say waits in the browser until the server has it, once; what the bot says comes as rows.

import { asked, sameQuestion } from "./asked.js";
import { Kept } from "./kept.js";
import { Log, element } from "./log.js";
import { Memory, newId } from "./memory.js";
import { News } from "./news.js";
import { offer } from "./push.js";
import { blobOf, prepared } from "./photo.js";
import { tools } from "./tools.js";
import { moment } from "./when.js";
import { Failure, Wire } from "./wire.js";

const LONGEST = 20000;
const PHOTOS = "image/*";
const ACCEPTS = { voice: "audio/*", video: "video/*", document: "image/*,audio/*,video/*,.pdf,.docx,.xlsx" }; // by what is wanted
const find = (id) => document.getElementById(id);
const page = find("chat");
const words = Object.assign({}, page.dataset, { moment: (iso) => moment(iso, page.dataset) });
const memory = new Memory(page.dataset.person);
const kept = new Kept(page.dataset.person, new Date(page.dataset.ends).getTime());
const wire = new Wire(page.dataset.csrf);
const news = new News(wire);
const text = find("text");
const offers = (keys, wants) => tools(keys, wants, words, { say, locate, photo: () => choosePhoto(true) });
const log = new Log(find("log"), words, { press, command, again, tools: offers, edited, echoes });

const toggled = new Set(); // rows of which choices were marked since the last answer
let sending = false;
let ended = false;
let pause = 1;
let timer = 0;
let sure = true; // the connection worked when it was last used

// --- saying something ---

function say(what) {
  const mine = Object.assign(
    { id: newId(), at: new Date().toISOString(), order: Date.now(), anchor: null, state: "waiting", text: "" },
    what
  );
  const kept = memory.add(mine);
  if (!kept && mine.image) {
    mine.forgotten = true;
    memory.save();
    if (!sure || !navigator.onLine) {
      memory.remove(mine);
      trouble(words.full);
      return;
    }
  }
  trouble("");
  log.mine(mine);
  bottom();
  flush();
}

function command(words_) {
  say({ text: words_ });
}

function press(row, button, keyboard) {
  say({ text: button.label, button: button.data, about: row.id, keyboard });
}

// What I tapped is shown above the bubble that changed in answer, with what was asked. A bubble that only changed
// its buttons says enough by itself, and a way back is no answer.
function edited(id, before, now) {
  const tapped = memory.said.filter((mine) => mine.about === id && mine.button && !mine.settled);
  for (const mine of tapped) {
    if (mine.state !== "sent" && !mine.trying) continue;
    mine.settled = true;
    const same = sameQuestion(before.text, now.text);
    if (same) toggled.add(id);
    if (same || /^[‹›]/.test(mine.text)) {
      memory.remove(mine);
      log.forget(mine);
    } else {
      Object.assign(mine, { anchor: id - 0.5 }, asked(before.text, now.text));
      // "Done" says little: of several choices, those that were chosen are shown.
      if (toggled.delete(id) && mine.echo) mine.shown = mine.echo.slice(mine.quote.length).trim();
      memory.save();
      log.mine(mine);
    }
  }
}

// Lines of a bubble that my own bubble above it says already.
function echoes(id) {
  return memory.said.filter((mine) => mine.about === id && mine.echo).map((mine) => mine.echo);
}

function again(mine) {
  mine.state = "waiting";
  log.mine(mine);
  memory.save();
  flush();
}

// --- sending, in order ---

async function flush() {
  const mine = memory.waiting();
  if (sending || ended || !mine) return;
  sending = true;
  clearTimeout(timer);
  mine.trying = true;
  mine.anchor = log.last + 0.5;
  log.mine(mine);
  const typing = setTimeout(() => writing(true), 250);
  try {
    const answer = await send(mine);
    connected(true);
    pause = 1;
    mine.state = "sent";
    delete mine.image;
    if (mine.secret) Object.assign(mine, { text: "", thumb: "", shown: "" });
    hear(answer.rows);
    if (mine.about && !mine.settled) log.revive(mine.about);
    mine.settled = true;
  } catch (error) {
    delete mine.trying;
    failed(mine, error instanceof Failure ? error : new Failure("not-taken"));
  } finally {
    clearTimeout(typing);
    writing(false);
    delete mine.trying;
    sending = false;
    if (memory.said.includes(mine)) log.mine(mine);
    memory.save();
  }
  if (mine.state === "sent") {
    bottom();
    if (mine.keyboard) focusNewest();
    flush();
  }
}

function send(mine) {
  const saying = { id: mine.id, after: log.last };
  if (mine.image) return wire.photo(mine.id, blobOf(mine.image), mine.name || "photo.jpg", log.last);
  if (mine.button) saying.button = mine.button;
  else if (mine.place) saying.location = mine.place;
  else saying.text = mine.text;
  return wire.say(saying);
}

function failed(mine, failure) {
  if (failure.kind === "offline") {
    mine.anchor = null;
    connected(false);
    timer = setTimeout(flush, Math.max(failure.after, pause) * 1000);
    pause = Math.min(30, pause * 2);
    return;
  }
  if (failure.kind === "ended" || (failure.kind === "stale" && renewed())) {
    mine.anchor = null;
    if (failure.kind === "ended") over();
    return;
  }
  mine.state = "failed";
  if (mine.about) log.revive(mine.about);
  const said = { "too-large": mine.image ? words.tooLarge : words.tooLong, "not-photo": mine.name ? words.notFile : words.notPhoto };
  trouble(said[failure.kind] || words.notTaken);
}

// Whoever works by keyboard goes on at the newest buttons: those that were pressed are gone.
function focusNewest() {
  const newest = log.newest();
  const key = newest && newest.element.querySelector(".key");
  (key || text).focus();
}

// --- hearing ---

async function pull() {
  if (ended) return;
  const after = log.last;
  try {
    const answer = await wire.rows(after);
    connected(true);
    if (after && answer.rows.every((row) => row.id < after) && renewed()) return;
    const low = atBottom();
    if (hear(answer.rows) && low) bottom();
    flush();
  } catch (error) {
    if (error.kind === "ended") over();
    else connected(false);
  }
}

function hear(rows) {
  kept.add(rows);
  const changed = take(rows);
  news.have(log.shown(), log.last);
  return changed;
}

// Begins anew, once: the server has fewer rows than are kept here, or the page is of an earlier session.
function renewed() {
  try {
    const last = Number(sessionStorage.getItem("cunqing/renewed"));
    if (Date.now() - last < 60000) return false;
    sessionStorage.setItem("cunqing/renewed", String(Date.now()));
  } catch (error) {
    return false;
  }
  kept.forget();
  memory.save();
  window.location.reload();
  return true;
}

function take(rows) {
  const changed = log.apply(rows);
  const newest = log.newest();
  text.inputMode = newest && newest.row.wants.includes("number") ? "decimal" : "text";
  empty();
  return changed;
}

function empty() {
  const nothing = !log.newest();
  let hello = find("hello");
  if (!nothing && hello) hello.remove();
  if (nothing && !hello) {
    hello = element("div", "entry bot");
    hello.id = "hello";
    hello.append(element("span", "name", words.bot), element("div", "bubble", words.empty));
    find("log").prepend(hello);
  }
}

// --- how things stand ---

function connected(works) {
  sure = works;
  if (!ended) banner(works ? "" : words.offline);
}

function over() {
  ended = true;
  kept.forget();
  banner(words.ended, true);
}

function banner(said, enter) {
  const shown = find("banner");
  shown.hidden = !said;
  shown.textContent = said;
  if (enter) {
    const link = element("a", "", words.enter);
    link.href = "/";
    shown.append(" ", link);
  }
}

function trouble(said) {
  const shown = find("trouble");
  shown.textContent = said;
  shown.hidden = !said;
}

function writing(on) {
  find("typing").hidden = !on;
  if (on) bottom();
}

function atBottom() {
  const root = find("log");
  return root.scrollHeight - root.scrollTop - root.clientHeight < 120;
}

// To the end; but a message that is taller than the screen is read from its beginning.
function bottom() {
  const root = find("log");
  const last = root.lastElementChild;
  root.scrollTop = root.scrollHeight;
  if (last && last.offsetHeight > root.clientHeight) root.scrollTop = last.offsetTop - root.offsetTop;
}

// --- the composer ---

function grow() {
  text.style.height = "auto";
  text.style.height = Math.min(text.scrollHeight + 2, 140) + "px";
  const empty_ = !text.value.trim();
  find("send").hidden = empty_;
  find("photo").hidden = !empty_;
  find("location").hidden = !empty_;
}

function submit() {
  const said = text.value.trim();
  if (!said) return;
  if (said.length > LONGEST) {
    trouble(words.tooLong);
    return;
  }
  text.value = "";
  grow();
  say({ text: said, secret: secret() });
  text.focus();
}

// Whether the newest question is sensitive: what answers it is not kept in this browser once it is sent.
function secret() {
  const newest = log.newest();
  return Boolean(newest && newest.row.wants.includes("secret"));
}

function choosePhoto(camera) {
  const file = find("file");
  const newest = log.newest();
  const other = newest && Object.keys(ACCEPTS).find((want) => newest.row.wants.includes(want));
  file.accept = ACCEPTS[other] || PHOTOS;
  if (camera && !other) file.setAttribute("capture", "environment");
  else file.removeAttribute("capture");
  file.click();
}

async function photoChosen() {
  const file = find("file").files[0];
  find("file").value = "";
  if (!file) return;
  if (file.type && !file.type.startsWith("image/") && find("file").accept === PHOTOS) {
    trouble(words.notPhoto);
    return;
  }
  const photo = await prepared(file);
  if (blobOf(photo.image).size > Number(page.dataset.largest)) {
    trouble(words.tooLarge);
    return;
  }
  const name = photo.thumb || file.type.startsWith("image/") ? "" : file.name;
  say({ image: photo.image, thumb: photo.thumb, shown: name || words.photo, name, secret: secret() });
}

function locate() {
  if (!navigator.geolocation || !window.isSecureContext) {
    trouble(words.noLocation);
    return;
  }
  trouble(words.locating);
  navigator.geolocation.getCurrentPosition(
    (found) => {
      const at = found.coords;
      const place = { latitude: at.latitude, longitude: at.longitude, accuracy: at.accuracy };
      const shown = words.location + " " + at.latitude.toFixed(5) + ", " + at.longitude.toFixed(5);
      say({ place, shown });
    },
    () => trouble(words.noLocation),
    { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 }
  );
}

// --- begin ---

find("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
text.addEventListener("input", grow);
text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  submit();
});
find("menu").addEventListener("click", () => say({ text: "/menu", shown: find("menu").textContent }));
find("photo").addEventListener("click", () => choosePhoto(false));
find("file").addEventListener("change", photoChosen);
find("location").addEventListener("click", locate);
window.addEventListener("online", () => {
  pause = 1;
  pull();
});
window.addEventListener("offline", () => connected(false));
window.addEventListener("resize", () => {
  if (document.activeElement === text) bottom();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  news.have(log.shown(), log.last);
  pull();
});

for (const mine of memory.said) log.mine(mine);
take(kept.rows);
bottom();
grow();
if (!navigator.onLine) connected(false);
pull().then(bottom);
wire.listen(pull, over);
if (navigator.serviceWorker) {
  navigator.serviceWorker.register("/worker.js?language=" + page.dataset.language).catch(() => {});
  offer(find("push"), Object.assign({ trouble }, page.dataset), wire).catch(() => {});
}
