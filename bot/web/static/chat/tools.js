// What the newest question offers besides its buttons: a camera, the place, a calendar.

import { element } from "./element.js";

export function tools(keys, wants, words, act) {
  const row = element("div", "line");
  if (wants.includes("photo")) row.append(tool(words.takePhoto, act.photo));
  if (["voice", "video", "document"].some((want) => wants.includes(want))) row.append(tool(words.chooseFile, act.photo));
  if (wants.includes("location")) row.append(tool(words.sendLocation, act.locate));
  if (row.children.length) keys.prepend(row);
  if (wants.includes("date")) keys.append(dates(words, act));
}

function tool(label, press) {
  const key = element("button", "key offer", label);
  key.type = "button";
  key.addEventListener("click", press);
  return key;
}

function dates(words, act) {
  const form = element("form", "line dates");
  const label = element("label", "", words.chooseDate);
  const input = element("input");
  input.type = "date";
  label.append(input);
  const go = element("button", "key offer", words.send);
  form.append(label, go);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value) act.say({ text: input.value });
    else input.focus();
  });
  return form;
}
