// The script of the served pages.

import { el } from "./dom";
import { ExerciseWidget } from "./exercise";
import { ModelWidget } from "./model";
import { ProgramWidget } from "./program";
import { ProgressMarks } from "./progress";
import type { Tell } from "./protocol";
import { Socket } from "./socket";

// This file is `__workbook/page.js` of the book.
const root = new URL("..", import.meta.url);
const socket = new Socket(new URL("__workbook/socket", root));

const exercises = [...document.querySelectorAll<HTMLElement>("section.exercise[data-exercise]")].map(
  (section) => new ExerciseWidget(section, socket),
);
const programs = [...document.querySelectorAll<HTMLElement>("figure.program[data-program]")].map(
  (figure) => new ProgramWidget(figure, socket),
);
for (const modelled of document.querySelectorAll<HTMLElement>(".modelled")) new ModelWidget(modelled);
const progress = new ProgressMarks(root);

// Why the page may not be what its source is.
const broken = el("div", { class: "wb-broken", role: "alert" });
document.querySelector("main")?.prepend(broken);

function tellBook(why: string | null): void {
  broken.replaceChildren(
    ...(why === null
      ? []
      : [el("p", {}, "A source of the book has changed, and it can no longer be built. This is the last good version."), el("pre", { tabindex: "0" }, why)]),
  );
}

socket.onTell((tell: Tell) => {
  if (tell.tell === "reload") window.location.reload();
  if (tell.tell === "book") tellBook(tell.broken);
  for (const widget of [...exercises, ...programs, progress]) widget.tell(tell);
});
void socket.connect();
