// What I said is kept in this browser: the server keeps answers, not talk. What has not been sent waits here too.

const KEPT = 300;
const NAMED = "cunqing/chat/";

// Every key of ours that begins so; none where the browser keeps nothing at all.
export function keysOf(beginning) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(beginning));
  } catch (error) {
    return [];
  }
}

function read(key) {
  try {
    const said = JSON.parse(localStorage.getItem(key) || "[]");
    return Array.isArray(said) ? said : [];
  } catch (error) {
    return [];
  }
}

// Of somebody else who used this browser, only what they have not sent yet is still theirs to find.
function onlyUnsent(key) {
  const unsent = read(key).filter((mine) => mine.state !== "sent");
  if (unsent.length) localStorage.setItem(key, JSON.stringify(unsent));
  else localStorage.removeItem(key);
}

export class Memory {
  constructor(person) {
    this.key = NAMED + person;
    for (const key of keysOf(NAMED)) {
      if (key !== this.key) onlyUnsent(key);
    }
    this.said = read(this.key);
  }

  // False where the browser has no room; the message is then kept as long as the page is open.
  save() {
    const sent = this.said.filter((mine) => mine.state === "sent");
    const old = new Set(sent.slice(0, Math.max(0, sent.length - KEPT)));
    this.said = this.said.filter((mine) => !old.has(mine));
    try {
      localStorage.setItem(this.key, JSON.stringify(this.said.filter((mine) => !mine.forgotten)));
      return true;
    } catch (error) {
      return false;
    }
  }

  add(mine) {
    this.said.push(mine);
    return this.save();
  }

  remove(mine) {
    this.said = this.said.filter((other) => other !== mine);
    this.save();
  }

  waiting() {
    return this.said.find((mine) => mine.state === "waiting");
  }
}

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
