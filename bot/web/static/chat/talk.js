// The talk: what I say waits in the browser until the server has it, once and in order; what the bot says comes as rows.

import { asked, sameQuestion } from "./asked.js";
import { Kept } from "./kept.js";
import { Log } from "./log.js";
import { Memory, newId } from "./memory.js";
import { News } from "./news.js";
import { blobOf } from "./photo.js";
import { find } from "./screen.js";
import { Failure } from "./wire.js";

const WRITING = 250; // milliseconds that an answer may take before the bot is seen to write
const ANEW = 60000; // milliseconds in which the page begins anew once at most

export class Talk {
  // `heard(row)`: what is told of the newest row; `tools`: what it offers besides its buttons; `focus`: to the composer.
  constructor(page, words, wire, screen, { heard, tools, focus }) {
    this.words = words;
    this.language = page.language;
    this.wire = wire;
    this.screen = screen;
    this.heard = heard;
    this.focus = focus;
    this.memory = new Memory(page.person);
    this.kept = new Kept(page.person, new Date(page.ends).getTime());
    this.news = new News(wire);
    this.log = new Log(find("log"), words, {
      press: (row, button, keyboard) => this.press(row, button, keyboard),
      command: (text) => this.say({ text }),
      again: (mine) => this.again(mine),
      edited: (id, before, now) => this.edited(id, before, now),
      echoes: (id) => this.memory.said.filter((mine) => mine.about === id && mine.echo).map((mine) => mine.echo),
      tools,
    });
    this.toggled = new Set(); // rows of which choices were marked since the last answer
    this.sending = false;
    this.ended = false;
    this.pause = 1; // seconds before the next try
    this.timer = 0;
    this.sure = true; // the connection worked when it was last used
  }

  // What this browser remembers, before the server is asked.
  begin() {
    for (const mine of this.memory.said) this.log.mine(mine);
    this.take(this.kept.rows);
    this.screen.bottom();
    if (!navigator.onLine) this.connected(false);
    this.pull().then(() => this.screen.bottom());
    this.wire.listen(
      () => this.pull(),
      () => this.over()
    );
  }

  // --- saying something ---

  say(what) {
    const mine = Object.assign(
      { id: newId(), at: new Date().toISOString(), order: Date.now(), anchor: null, state: "waiting", text: "" },
      what
    );
    const kept = this.memory.add(mine);
    if (!kept && mine.image) {
      mine.forgotten = true;
      this.memory.save();
      if (!this.sure || !navigator.onLine) {
        this.memory.remove(mine);
        this.screen.trouble(this.words.full);
        return;
      }
    }
    this.screen.trouble("");
    this.screen.begun();
    this.log.mine(mine);
    this.screen.bottom();
    this.flush();
  }

  press(row, button, keyboard) {
    this.say({ text: button.label, button: button.data, about: row.id, keyboard });
  }

  // What I tapped is shown above the bubble that changed in answer, with what was asked. A bubble that only changed
  // its buttons says enough by itself, and a way back is no answer.
  edited(id, before, now) {
    const tapped = this.memory.said.filter((mine) => mine.about === id && mine.button && !mine.settled);
    for (const mine of tapped) {
      if (mine.state !== "sent" && !mine.trying) continue;
      mine.settled = true;
      const same = sameQuestion(before.text, now.text);
      if (same) this.toggled.add(id);
      if (same || /^[‹›]/.test(mine.text)) {
        this.memory.remove(mine);
        this.log.forget(mine);
      } else {
        Object.assign(mine, { anchor: id - 0.5 }, asked(before.text, now.text));
        // "Done" says little: of several choices, those that were chosen are shown.
        if (this.toggled.delete(id) && mine.echo) mine.shown = mine.echo.slice(mine.quote.length).trim();
        this.memory.save();
        this.log.mine(mine);
      }
    }
  }

  again(mine) {
    mine.state = "waiting";
    this.log.mine(mine);
    this.memory.save();
    this.flush();
  }

  // --- sending, in order ---

  async flush() {
    const mine = this.memory.waiting();
    if (this.sending || this.ended || !mine) return;
    this.sending = true;
    clearTimeout(this.timer);
    mine.trying = true;
    mine.anchor = this.log.last + 0.5;
    this.log.mine(mine);
    const writing = setTimeout(() => this.screen.writing(true), WRITING);
    try {
      this.sent(mine, await this.send(mine));
    } catch (error) {
      delete mine.trying;
      this.failed(mine, error instanceof Failure ? error : new Failure("not-taken"));
    } finally {
      clearTimeout(writing);
      this.screen.writing(false);
      delete mine.trying;
      this.sending = false;
      if (this.memory.said.includes(mine)) this.log.mine(mine);
      this.memory.save();
    }
    if (mine.state === "sent") {
      this.screen.bottom();
      if (mine.about) this.screen.sight(this.log.touched());
      if (mine.keyboard) this.focusNewest();
      this.flush();
    }
  }

  send(mine) {
    const saying = { id: mine.id, after: this.log.last };
    if (mine.image) return this.wire.photo(mine.id, blobOf(mine.image), mine.name || "photo.jpg", this.log.last);
    if (mine.button) saying.button = mine.button;
    else if (mine.place) saying.location = mine.place;
    else saying.text = mine.text;
    return this.wire.say(saying);
  }

  sent(mine, answer) {
    this.connected(true);
    this.pause = 1;
    mine.state = "sent";
    delete mine.image;
    if (mine.secret) Object.assign(mine, { text: "", thumb: "", shown: "" });
    this.hear(answer.rows);
    if (mine.about && !mine.settled) this.log.revive(mine.about);
    mine.settled = true;
    if (answer.language && answer.language !== this.language) window.location.reload(); // the page speaks it too
  }

  failed(mine, failure) {
    if (failure.kind === "offline") {
      mine.anchor = null;
      this.connected(false);
      this.timer = setTimeout(() => this.flush(), Math.max(failure.after, this.pause) * 1000);
      this.pause = Math.min(30, this.pause * 2);
      return;
    }
    if (failure.kind === "ended" || (failure.kind === "stale" && this.renewed())) {
      mine.anchor = null;
      if (failure.kind === "ended") this.over();
      return;
    }
    mine.state = "failed";
    if (mine.about) this.log.revive(mine.about);
    this.screen.trouble(this.why(mine, failure.kind));
  }

  why(mine, kind) {
    if (kind === "too-large") return mine.image ? this.words.tooLarge : this.words.tooLong;
    if (kind === "not-photo") return mine.name ? this.words.notFile : this.words.notPhoto;
    return this.words.notTaken;
  }

  // Whoever works by keyboard goes on at the newest buttons: those that were pressed are gone.
  focusNewest() {
    const newest = this.log.touched();
    const key = newest && newest.element.querySelector(".key");
    if (key) key.focus();
    else this.focus();
  }

  // --- hearing ---

  async pull() {
    if (this.ended) return;
    const after = this.log.last;
    try {
      const answer = await this.wire.rows(after);
      this.connected(true);
      if (after && answer.rows.every((row) => row.id < after) && this.renewed()) return;
      const low = this.screen.atBottom();
      if (this.hear(answer.rows) && low) this.screen.bottom();
      this.flush();
    } catch (error) {
      if (error.kind === "ended") this.over();
      else this.connected(false);
    }
  }

  hear(rows) {
    this.kept.add(rows);
    const changed = this.take(rows);
    this.looked();
    return changed;
  }

  take(rows) {
    const changed = this.log.apply(rows);
    const asking = this.log.asking();
    this.heard(asking && asking.row);
    this.screen.hello(!asking, (text) => this.say({ text }));
    return changed;
  }

  // What is on the screen has been seen, as long as anybody looks.
  looked() {
    this.news.have(this.log.shown(), this.log.last);
  }

  // Begins anew, once: the server has fewer rows than are kept here, or the page is of an earlier session.
  renewed() {
    try {
      const last = Number(sessionStorage.getItem("cunqing/renewed"));
      if (Date.now() - last < ANEW) return false;
      sessionStorage.setItem("cunqing/renewed", String(Date.now()));
    } catch (error) {
      return false;
    }
    this.kept.forget();
    this.memory.save();
    window.location.reload();
    return true;
  }

  // --- how things stand ---

  connected(works) {
    this.sure = works;
    if (!this.ended) this.screen.banner(works ? "" : this.words.offline);
  }

  // The network is there again: nobody waits for the next try.
  back() {
    this.pause = 1;
    this.pull();
  }

  over() {
    this.ended = true;
    this.kept.forget();
    this.screen.banner(this.words.ended, true);
  }
}
