// A browser is told of news while no page is open, if somebody asks for it here: never by itself.

const OWNER = "cunqing/push"; // whose the subscription in this browser is

// `button` is shown where the browser and the operator can; `words` has the page's words and the server's key.
export async function offer(button, words, wire) {
  if (!words.pushKey || !navigator.serviceWorker || !window.PushManager || !window.Notification) return;
  const worker = await navigator.serviceWorker.ready;
  let subscription = await worker.pushManager.getSubscription();
  if (subscription && localStorage.getItem(OWNER) !== words.person) {
    await off(subscription, wire);
    subscription = null;
  }
  show(button, words, subscription);
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      subscription = subscription ? await off(subscription, wire) : await on(worker, words, wire);
    } catch (error) {
      words.trouble(words.pushRefused);
    }
    button.disabled = false;
    show(button, words, subscription);
  });
}

function show(button, words, subscription) {
  button.textContent = subscription ? words.pushOff : words.pushOn;
  button.hidden = false;
}

async function on(worker, words, wire) {
  if ((await Notification.requestPermission()) !== "granted") throw new Error("refused");
  const key = bytes(words.pushKey);
  const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = made.toJSON();
  if (!(await wire.tell("/chat/push", { endpoint, p256dh: keys.p256dh, auth: keys.auth }))) {
    await made.unsubscribe();
    throw new Error("refused");
  }
  localStorage.setItem(OWNER, words.person);
  return made;
}

async function off(subscription, wire) {
  await wire.tell("/chat/push-off", { endpoint: subscription.endpoint });
  await subscription.unsubscribe();
  localStorage.removeItem(OWNER);
  return null;
}

function bytes(text) {
  const plain = atob(text.split("-").join("+").split("_").join("/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
