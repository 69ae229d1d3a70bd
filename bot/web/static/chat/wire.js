// Talks to the server. A failure says what to do next: "offline" (again later), "ended" (sign in), or what was refused.

const SECONDS = 30;
const PHOTO_SECONDS = 120;

export class Failure extends Error {
  constructor(kind, after) {
    super(kind);
    this.kind = kind;
    this.after = after || 0;
  }
}

const KINDS = { 401: "ended", 403: "stale", 413: "too-large", 415: "not-photo" };

export class Wire {
  constructor(csrf) {
    this.csrf = csrf;
  }

  rows(after) {
    return this.ask("/chat/rows?after=" + after, {}, SECONDS);
  }

  say(saying) {
    const headers = { "content-type": "application/json", "x-csrf-token": this.csrf };
    return this.ask("/chat/say", { method: "POST", headers, body: JSON.stringify(saying) }, SECONDS);
  }

  // Tells the server what has been seen, or what to do about news. Resolves to whether it was taken.
  async tell(path, content) {
    const headers = { "content-type": "application/json", "x-csrf-token": this.csrf };
    try {
      const options = { method: "POST", headers, body: JSON.stringify(content), credentials: "same-origin" };
      return (await fetch(path, options)).ok;
    } catch (error) {
      return false;
    }
  }

  photo(id, blob, name, after) {
    const body = new FormData();
    body.append("id", id);
    body.append("after", String(after));
    body.append("photo", blob, name);
    return this.ask("/chat/photo", { method: "POST", headers: { "x-csrf-token": this.csrf }, body }, PHOTO_SECONDS);
  }

  async ask(path, options, seconds) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), seconds * 1000);
    let response;
    try {
      response = await fetch(path, Object.assign({ signal: stop.signal, credentials: "same-origin" }, options));
    } catch (error) {
      throw new Failure("offline");
    } finally {
      clearTimeout(timer);
    }
    if (response.ok) {
      try {
        return await response.json();
      } catch (error) {
        throw new Failure("offline");
      }
    }
    if (response.status >= 500 || response.status === 429) {
      throw new Failure("offline", Number(response.headers.get("retry-after")));
    }
    throw new Failure(KINDS[response.status] || "not-taken");
  }

  // Calls `news` when there is something to fetch, `ended` when the session is over. Asks now and then where
  // the stream cannot be had.
  listen(news, ended) {
    const stream = new EventSource("/chat/events");
    stream.addEventListener("rows", news);
    stream.addEventListener("ended", () => {
      stream.close();
      ended();
    });
    setInterval(() => {
      if (stream.readyState !== EventSource.OPEN) news();
    }, 15000);
    window.addEventListener("pagehide", () => stream.close());
  }
}
