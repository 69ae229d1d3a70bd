// The bubbles, in order. A row stands at its id; what I said stands after the row that I saw when it was sent.

import { element } from "./element.js";
import { Keys, revive } from "./keys.js";

const GAP = 5 * 60 * 1000;
const FORM = "form"; // the slot of a form's question
const OPEN = 2; // messages besides it whose buttons stay in sight
const LIVE = /(^|[\s（(])(\/[a-z][a-z_]{2,30})|(?:^|\b)(\d{4}-\d{6})\b/g; // a command, or an item's number

export class Log {
  constructor(root, words, act) {
    this.root = root;
    this.words = words;
    this.act = act; // what a press does: press(row, button), command(text), again(mine), tools(wants)
    this.keys = new Keys(words, act);
    this.entries = []; // {anchor, order, at, element, row?, mine?}
    this.rows = new Map(); // entries of the bot by the ids of their row and its edits
    this.seen = new Set();
    this.last = 0;
  }

  // --- the bot's rows ---

  // Applies rows that are new, in order; tells what I tapped how it was answered.
  apply(rows) {
    let changed = false;
    for (const row of rows) {
      if (this.seen.has(row.id)) continue;
      this.seen.add(row.id);
      this.last = Math.max(this.last, row.id);
      if (row.operation === "close") this.close(row);
      else if (row.operation === "edit" && row.about !== null) this.edit(row);
      else this.add(row);
      changed = true;
    }
    if (changed) this.arrange();
    return changed;
  }

  add(row) {
    const entry = { anchor: row.id, order: 0, at: row.at, row, version: row.id, closed: false };
    entry.element = this.bubble("bot");
    this.rows.set(row.id, entry);
    this.fill(entry);
    this.place(entry);
  }

  edit(row) {
    const entry = this.rows.get(row.about);
    if (!entry) {
      this.add(Object.assign({}, row, { id: row.about }));
      this.rows.set(row.id, this.rows.get(row.about));
      return;
    }
    this.rows.set(row.id, entry); // the next edit may be about this one
    if (row.id < entry.version) return;
    entry.version = row.id;
    entry.closed = false;
    const before = entry.row;
    entry.row = Object.assign({}, row, { id: entry.row.id, at: entry.row.at });
    this.act.edited(entry.row.id, before, entry.row);
    this.fill(entry);
  }

  close(row) {
    const entry = this.rows.get(row.about);
    if (entry && row.id > entry.version) entry.closed = true;
  }

  fill(entry) {
    const bubble = entry.element.querySelector(".bubble");
    bubble.textContent = "";
    const end = entry.row.text.indexOf("\n");
    const echoed = this.act.echoes(entry.row.id).includes(entry.row.text.slice(0, end));
    this.say(bubble, echoed ? entry.row.text.slice(end + 1) : entry.row.text);
    if ((entry.row.photos || []).length) bubble.append(pictures(entry.row.photos, this.words.photo));
    if (entry.row.document) bubble.append(element("span", "file", this.words.file + " " + entry.row.document));
  }

  // The text, with commands and numbers that can be tapped.
  say(bubble, text) {
    let from = 0;
    text.replace(LIVE, (whole, before, command, number, at) => {
      const start = at + (before || "").length;
      bubble.append(text.slice(from, start), command ? this.command(command) : itemLink(number));
      from = at + whole.length;
      return whole;
    });
    bubble.append(text.slice(from));
  }

  command(command) {
    const link = element("button", "command", command);
    link.type = "button";
    link.addEventListener("click", () => this.act.command(command));
    return link;
  }

  // --- what I said ---

  mine(mine) {
    let entry = this.entries.find((other) => other.mine === mine);
    if (!entry) {
      entry = { mine, element: this.bubble("mine") };
    } else {
      this.entries.splice(this.entries.indexOf(entry), 1);
    }
    entry.anchor = mine.anchor === null ? Infinity : mine.anchor;
    entry.order = mine.order;
    entry.at = mine.at;
    this.fillMine(entry);
    this.place(entry);
    this.arrange();
  }

  forget(mine) {
    const entry = this.entries.find((other) => other.mine === mine);
    if (!entry) return;
    this.entries.splice(this.entries.indexOf(entry), 1);
    entry.element.remove();
    this.arrange();
  }

  fillMine(entry) {
    const mine = entry.mine;
    const bubble = entry.element.querySelector(".bubble");
    bubble.textContent = "";
    if (mine.quote) bubble.append(element("span", "quote", mine.quote));
    if (mine.thumb) {
      const image = element("img", "thumb");
      image.src = mine.thumb;
      image.alt = this.words.photo;
      bubble.append(image);
    } else {
      bubble.append(mine.secret ? this.words.hidden : mine.shown || mine.text);
    }
    const note = entry.element.querySelector(".note");
    note.textContent = "";
    entry.element.classList.toggle("waits", mine.state !== "sent");
    if (mine.state === "waiting") note.append(mine.trying ? this.words.sending : this.words.waiting);
    if (mine.state === "failed") {
      note.append(this.words.notSent + " ");
      const again = element("button", "again", this.words.again);
      again.type = "button";
      again.addEventListener("click", () => this.act.again(mine));
      note.append(again);
    }
  }

  // --- in order ---

  bubble(side) {
    const made = element("div", "entry " + side);
    made.append(element("time", "when"));
    made.append(element("span", side === "bot" ? "name" : "hidden", side === "bot" ? this.words.bot : this.words.me));
    const bubble = element("div", "bubble");
    bubble.dir = "auto";
    made.append(bubble);
    made.append(element("div", side === "bot" ? "keys" : "note"));
    return made;
  }

  place(entry) {
    let at = this.entries.length;
    while (at > 0 && after(this.entries[at - 1], entry)) at -= 1;
    this.entries.splice(at, 0, entry);
    const next = this.entries[at + 1];
    this.root.insertBefore(entry.element, next ? next.element : null);
  }

  arrange() {
    let before = null;
    const asking = this.asking();
    const slots = new Map(this.bots().map((entry) => [entry.row.slot, entry])); // the newest in each
    const live = (entry) => !entry.closed && (!entry.row.slot || slots.get(entry.row.slot) === entry);
    const open = this.open(live);
    for (const entry of this.entries) {
      this.time(entry, before);
      const follows = before && Boolean(before.row) === Boolean(entry.row) && !entry.element.querySelector(".when").textContent;
      entry.element.classList.toggle("follows", Boolean(follows));
      before = entry;
      if (!entry.row) continue;
      const state = !live(entry) ? "none" : open.has(entry) ? "open" : "folded";
      this.keys.show(entry, state, entry === asking);
    }
  }

  // The messages with their buttons in sight: what changed last, the form's question, and the newest others that are
  // live (no newer one of their slot took their place).
  open(live) {
    const bots = this.bots();
    const others = bots.filter((entry) => entry.row.buttons.length && entry.row.slot !== FORM && live(entry));
    return new Set([bots[bots.length - 1], this.touched(), this.question(), ...others.slice(-OPEN)]);
  }

  // What is asked now: by the newest message, or by the form's question that stands above it.
  asking() {
    const newest = this.newest();
    return newest && !newest.row.wants.length && this.question() ? this.question() : newest;
  }

  // The form's open question.
  question() {
    return this.bots().filter((entry) => entry.row.slot === FORM && !entry.closed).pop();
  }

  // What was said or changed last.
  touched() {
    return this.bots().reduce((found, entry) => (!found || entry.version > found.version ? entry : found), undefined);
  }

  time(entry, before) {
    const when = entry.element.querySelector(".when");
    const gap = !before || Math.abs(new Date(entry.at) - new Date(before.at)) > GAP;
    const shown = gap && entry.at ? this.words.moment(entry.at) : "";
    if (when.textContent !== shown) when.textContent = shown;
    when.hidden = !shown;
  }

  // Buttons that led to nothing new can be pressed again.
  revive(id) {
    const entry = this.rows.get(id);
    if (entry) revive(entry);
  }

  bots() {
    return this.entries.filter((entry) => entry.row);
  }

  shown() {
    return this.bots().map((entry) => entry.row);
  }

  newest() {
    return this.bots().pop();
  }
}

// Small pictures of an item's photos; each opens the photo.
function pictures(addresses, label) {
  const row = element("span", "pictures");
  addresses.forEach((address, at) => {
    const link = element("a");
    link.href = address;
    const image = element("img", "thumb");
    image.loading = "lazy";
    image.src = address + "/thumbnail";
    image.alt = label + " " + (at + 1);
    link.append(image);
    row.append(link);
  });
  return row;
}

function itemLink(number) {
  const link = element("a", "item", number);
  link.href = "/items/" + number;
  return link;
}

function after(left, right) {
  return left.anchor > right.anchor || (left.anchor === right.anchor && left.order > right.order);
}
