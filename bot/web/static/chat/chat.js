// The chat page: puts together what is said, what is heard, and what stands around it.

import { Composer } from "./composer.js";
import { offer } from "./push.js";
import { Screen, find } from "./screen.js";
import { Talk } from "./talk.js";
import { tools } from "./tools.js";
import { moment } from "./when.js";
import { Wire } from "./wire.js";

const page = find("chat").dataset;
const words = Object.assign({}, page, { moment: (iso) => moment(iso, page) });
const wire = new Wire(page.csrf);
const screen = new Screen(words);
const say = (what) => talk.say(what);
const trouble = (said) => screen.trouble(said);
const composer = new Composer(words, Number(page.largest), { say, trouble });
const doing = { say, photo: () => composer.choose(true), locate: () => composer.locate() };
const talk = new Talk(page, words, wire, screen, {
  heard: (row) => composer.asked(row),
  tools: (keys, wants) => tools(keys, wants, words, doing),
  focus: () => composer.text.focus(),
});

composer.begin();
talk.begin();

window.addEventListener("online", () => talk.back());
window.addEventListener("offline", () => talk.connected(false));
window.addEventListener("resize", () => {
  if (document.activeElement === composer.text) screen.bottom();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  talk.looked();
  talk.pull();
});
if (navigator.serviceWorker) {
  navigator.serviceWorker.register("/worker.js?language=" + page.language).catch(() => {});
  offer(find("push"), Object.assign({ trouble }, page), wire).catch(() => {});
}
