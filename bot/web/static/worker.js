// Stands between the page and the network, so that the chat opens without one. The server puts ASSETS, FILES
// and WORDS before this text: a new version of the static files is a new worker.

const SHELL = "cunqing" + ASSETS; // scripts, stylesheets, icons: the same for everybody
const PAGE = "cunqing/page"; // the chat page of who is signed in, and nobody else's
const PATIENCE = 6000; // milliseconds that a weak network has before the kept page is shown
const DOORS = /^\/(sign-out|persona|in|link\/.*)$/;

let visits = 0; // who comes in or goes out begins a new one; what was asked for before is not kept

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll(FILES)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(onlyNew().then(() => self.clients.claim()));
});

// A page of an older version would ask for files that are no longer there.
async function onlyNew() {
  for (const name of await caches.keys()) {
    if (name.startsWith("cunqing") && name !== SHELL && name !== PAGE) await caches.delete(name);
  }
  const page = await caches.open(PAGE);
  const kept = await page.match("/chat");
  if (kept && !(await kept.text()).includes(ASSETS)) await page.delete("/chat");
}

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) return;
  if (request.method === "POST" && DOORS.test(address.pathname)) event.waitUntil(forget());
  if (request.method !== "GET") return;
  if (address.pathname.startsWith(ASSETS + "/")) event.respondWith(file(request));
  else if (request.mode === "navigate" && address.pathname === "/chat") event.respondWith(chat(event));
  else if (request.mode === "navigate") event.respondWith(fetch(request).catch(unreachable));
});

async function file(request) {
  const shell = await caches.open(SHELL);
  return (await shell.match(request)) || fetch(request);
}

async function forget() {
  visits += 1;
  const page = await caches.open(PAGE);
  await page.delete("/chat");
}

async function chat(event) {
  const page = await caches.open(PAGE);
  const kept = await page.match("/chat");
  const visit = visits;
  const fresh = fetch(event.request).then((response) => keep(page, response, visit));
  if (!kept) return fresh.catch(unreachable);
  event.waitUntil(fresh.catch(() => kept));
  const patience = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE));
  return Promise.race([fresh.catch(() => kept), patience]);
}

// The page for the next time; a session that is over takes it away.
async function keep(page, response, visit) {
  if (response.ok && !response.redirected && visit === visits) await page.put("/chat", response.clone());
  else if (response.status === 401) await page.delete("/chat");
  return response;
}

async function unreachable() {
  const shell = await caches.open(SHELL);
  return (await shell.match("/offline")) || Response.error();
}

// The push service brings a number and nothing else; what is new stands in the chat.
self.addEventListener("push", (event) => {
  event.waitUntil(tell(event.data ? event.data.json() : {}));
});

async function tell(content) {
  const count = Number(content.news) || 1;
  if (navigator.setAppBadge) navigator.setAppBadge(count).catch(() => {});
  const body = (count === 1 ? WORDS.one : WORDS.many).replace("{count}", count);
  const icon = ASSETS + "/icon-192.png";
  await self.registration.showNotification(WORDS.name, { body, icon, badge: icon, tag: "news", lang: WORDS.language });
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show());
});

async function show() {
  const pages = await self.clients.matchAll({ type: "window" });
  const open = pages.find((page) => new URL(page.url).pathname === "/chat");
  await (open ? open.focus() : self.clients.openWindow("/chat"));
}
