// What I write, choose or take: words, photos and files, the place where I am.

import { blobOf, prepared } from "./photo.js";
import { find } from "./screen.js";

const LONGEST = 20000;
const TALLEST = 140; // pixels
const PHOTOS = "image/*";
const ALONE = /^[0-9]{11,18}[Xx]?$/; // a telephone, identity or card number, wherever it is typed
const ACCEPTS = { voice: "audio/*", video: "video/*", document: "image/*,audio/*,video/*,.pdf,.docx,.xlsx" }; // by what is wanted

export class Composer {
  // `largest`: bytes; `say(what)` is how it is sent, `trouble(words)` how it is said that it cannot be.
  constructor(words, largest, { say, trouble }) {
    this.words = words;
    this.largest = largest;
    this.say = say;
    this.trouble = trouble;
    this.text = find("text");
    this.wants = []; // what the newest question wants
  }

  begin() {
    find("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.text.addEventListener("input", () => this.grow());
    this.text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.submit();
    });
    find("menu").addEventListener("click", () => this.say({ text: "/menu", shown: find("menu").textContent }));
    find("photo").addEventListener("click", () => this.choose(false));
    find("file").addEventListener("change", () => this.chosen());
    find("location").addEventListener("click", () => this.locate());
    this.grow();
  }

  // The newest question, where there is one.
  asked(row) {
    this.wants = row ? row.wants : [];
    this.text.inputMode = this.wants.includes("number") ? "decimal" : "text";
  }

  // --- words ---

  grow() {
    this.text.style.height = "auto";
    this.text.style.height = Math.min(this.text.scrollHeight + 2, TALLEST) + "px";
    const empty = !this.text.value.trim();
    find("send").hidden = empty;
    find("photo").hidden = !empty;
    find("location").hidden = !empty;
  }

  submit() {
    const said = this.text.value.trim();
    if (!said) return;
    if (said.length > LONGEST) {
      this.trouble(this.words.tooLong);
      return;
    }
    this.text.value = "";
    this.grow();
    this.say({ text: said, secret: this.secret() || ALONE.test(said) });
    this.text.focus();
  }

  // Whether the newest question is sensitive: what answers it is not kept in this browser once it is sent.
  secret() {
    return this.wants.includes("secret");
  }

  // --- photos and files ---

  choose(camera) {
    const file = find("file");
    const other = Object.keys(ACCEPTS).find((want) => this.wants.includes(want));
    file.accept = ACCEPTS[other] || PHOTOS;
    if (camera && !other) file.setAttribute("capture", "environment");
    else file.removeAttribute("capture");
    file.click();
  }

  async chosen() {
    const file = find("file").files[0];
    find("file").value = "";
    if (!file) return;
    if (file.type && !file.type.startsWith("image/") && find("file").accept === PHOTOS) {
      this.trouble(this.words.notPhoto);
      return;
    }
    const photo = await prepared(file);
    if (blobOf(photo.image).size > this.largest) {
      this.trouble(this.words.tooLarge);
      return;
    }
    const name = photo.thumb || file.type.startsWith("image/") ? "" : file.name;
    this.say({ image: photo.image, thumb: photo.thumb, shown: name || this.words.photo, name, secret: this.secret() });
  }

  // --- the place ---

  locate() {
    if (!navigator.geolocation || !window.isSecureContext) {
      this.trouble(this.words.noLocation);
      return;
    }
    this.trouble(this.words.locating);
    navigator.geolocation.getCurrentPosition(
      (found) => {
        const at = found.coords;
        const place = { latitude: at.latitude, longitude: at.longitude, accuracy: at.accuracy };
        const shown = this.words.location + " " + at.latitude.toFixed(5) + ", " + at.longitude.toFixed(5);
        this.say({ place, shown });
      },
      () => this.trouble(this.words.noLocation),
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 }
    );
  }
}
