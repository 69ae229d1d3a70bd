// What stands around the bubbles: how the connection is, what went wrong, whether the bot writes; and the log's end.

import { element } from "./element.js";

export const find = (id) => document.getElementById(id);

const NEAR = 120; // pixels from the end that still count as reading along

export class Screen {
  constructor(words) {
    this.words = words;
    this.root = find("log");
  }

  // `enter`: with the way to come in again.
  banner(said, enter) {
    const shown = find("banner");
    shown.hidden = !said;
    shown.textContent = said;
    if (enter) {
      const link = element("a", "", this.words.enter);
      link.href = "/";
      shown.append(" ", link);
    }
  }

  trouble(said) {
    const shown = find("trouble");
    shown.textContent = said;
    shown.hidden = !said;
  }

  writing(on) {
    find("typing").hidden = !on;
    if (on) this.bottom();
  }

  // A greeting where nobody has said anything yet, with what one mostly begins with: a press says its words.
  hello(nothing, say) {
    let hello = find("hello");
    if (!nothing && hello) hello.remove();
    if (nothing && !hello) {
      hello = element("div", "entry bot");
      hello.id = "hello";
      hello.append(element("span", "name", this.words.bot), element("div", "bubble", this.words.empty));
      const keys = element("div", "keys");
      for (const words of this.words.begin.split("|").filter(Boolean)) {
        const key = element("button", "key", words);
        key.type = "button";
        key.addEventListener("click", () => {
          key.disabled = true; // a second tap says nothing
          say(words);
        });
        const line = element("div", "line");
        line.append(key);
        keys.append(line);
      }
      hello.append(keys);
      this.root.prepend(hello);
    }
  }

  // Once something was said, there is no beginning any more.
  begun() {
    const keys = document.querySelector("#hello .keys");
    if (keys) keys.remove();
  }

  atBottom() {
    return this.root.scrollHeight - this.root.scrollTop - this.root.clientHeight < NEAR;
  }

  // To the end; but a message that is taller than the screen is read from its beginning.
  bottom() {
    const last = this.root.lastElementChild;
    this.root.scrollTop = this.root.scrollHeight;
    if (last && last.offsetHeight > this.root.clientHeight) this.root.scrollTop = last.offsetTop - this.root.offsetTop;
  }
  // A question that was answered above the end goes on there.
  sight(entry) {
    if (entry && entry.element !== this.root.lastElementChild) entry.element.scrollIntoView({ block: "nearest" });
  }
}
