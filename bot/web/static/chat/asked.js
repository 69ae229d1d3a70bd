// What a message asks, read from its lines: the form's echo of an answer, its question, its hint.

// Whether a message asks what it asked before, perhaps without the line that repeats an earlier answer.
export function sameQuestion(before, now) {
  return ("\n" + before).endsWith("\n" + now) || ("\n" + now).endsWith("\n" + before);
}

// {quote, echo}: the line of a message that asked, and the line of the next one that only repeats it.
export function asked(before, now) {
  const lines = before.trim().split("\n").filter(Boolean).reverse();
  const [first, ...others] = now.split("\n");
  const repeated = others.length && lines.find((line) => first !== line && first.startsWith(line));
  if (repeated) return { quote: repeated, echo: first };
  return { quote: lines.find((line) => /[？?]$/.test(line)) || (lines.length < 3 ? lines[0] : "") };
}
