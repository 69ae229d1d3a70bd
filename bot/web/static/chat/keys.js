// The buttons under a message. What was just drawn takes no tap for a moment: a finger that comes down twice meant
// what stood there before. The keyboard and what reads the screen press it at once.

import { sameQuestion } from "./asked.js";
import { element } from "./element.js";

const SETTLES = 600; // milliseconds
const MARK = /^(✓|\d+\.) /; // of a choice that is ticked

export class Keys {
  // `act`: press(row, button, keyboard), tools(keys, wants).
  constructor(words, act) {
    this.words = words;
    this.act = act;
  }

  // `state`: open, folded or none; `asks`: with a camera, a calendar where the question wants one.
  show(entry, state, asks) {
    const keys = entry.element.querySelector(".keys");
    const drawn = state + "/" + entry.version + "/" + asks;
    if (keys.dataset.drawn === drawn) return;
    keys.dataset.drawn = drawn;
    keys.textContent = "";
    if (state === "open") {
      this.draw(entry, keys);
      if (asks) this.act.tools(keys, entry.row.wants);
      return;
    }
    entry.stood = null;
    if (state === "folded" && entry.row.buttons.length) keys.append(this.unfold(entry, keys));
  }

  unfold(entry, keys) {
    const more = element("button", "unfold", this.words.older);
    more.type = "button";
    more.addEventListener("click", () => {
      keys.textContent = "";
      this.draw(entry, keys);
    });
    return more;
  }

  draw(entry, keys) {
    const before = entry.stood && sameQuestion(entry.stood.asked, entry.row.text) ? entry.stood.keys : new Map();
    entry.stood = { asked: entry.row.text, keys: new Map() }; // by their places: what stands on them
    entry.row.buttons.forEach((line, at) => {
      const row = element("div", "line");
      line.forEach((button, nth) => {
        const key = this.key(entry, button, at + "/" + nth);
        if (before.get(key.dataset.at) !== button.label.replace(MARK, "")) settle(key);
        entry.stood.keys.set(key.dataset.at, button.label.replace(MARK, ""));
        row.append(key);
      });
      keys.append(row);
    });
  }

  key(entry, button, at) {
    const key = button.url ? link(button) : element("button", "key", button.label);
    key.dataset.at = at;
    if (button.url) return key;
    key.type = "button";
    key.addEventListener("click", (event) => {
      for (const other of entry.element.querySelectorAll(".key")) other.disabled = true;
      key.classList.add("taken");
      entry.stood.keys.delete(at); // tapped once more, it is no other button
      this.act.press(entry.row, button, event.detail === 0);
    });
    return key;
  }
}

function link(button) {
  const made = element("a", "key", button.label);
  if (/^(https?:\/\/|\/(?!\/))/.test(button.url)) made.href = button.url;
  made.rel = "noopener";
  return made;
}

// Fingers go through it for a moment; it keeps its place in the order of the keyboard.
function settle(key) {
  key.classList.add("fresh");
  setTimeout(() => key.classList.remove("fresh"), SETTLES);
}

// Buttons that led to nothing new can be pressed again.
export function revive(entry) {
  for (const key of entry.element.querySelectorAll(".key")) {
    key.disabled = false;
    key.classList.remove("taken");
  }
}
