// Moments as people in China say them, whatever zone the browser is in.

function day(date) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai" }).format(date);
}

// "Today 9:41": `words` has the page's language and its words for today and yesterday.
export function moment(iso, words) {
  const date = new Date(iso);
  const locale = words.language === "zh" ? "zh-CN" : words.language;
  const options = { timeZone: "Asia/Shanghai", hour: "numeric", minute: "2-digit", hourCycle: "h23" };
  const time = new Intl.DateTimeFormat(locale, options).format(date);
  const now = new Date();
  if (day(date) === day(now)) return words.today + " " + time;
  if (day(date) === day(new Date(now - 86400000))) return words.yesterday + " " + time;
  const shown = new Intl.DateTimeFormat(locale, { timeZone: "Asia/Shanghai", month: "long", day: "numeric" });
  return shown.format(date) + " " + time;
}
