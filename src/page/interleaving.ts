// A drawn interleaving, and the way through it step by step. The drawing itself comes from the server,
// and from the book: here nothing is laid out.

import { button, el } from "./dom";

/** Where in the source: `interleaving::Place`. */
export interface StepPlace {
  file: string;
  line: number;
  column: number;
  source: string | null;
}

/** What holds after a step: `interleaving::drawing::Moment`. */
export interface Moment {
  step: number;
  says: string;
  place: StepPlace | null;
  fails: boolean;
  threads: { name: string; does: string; mark: Mark; holds: string[] }[];
  values: { name: string; value: string; changed: boolean }[];
}

type Mark = "acts" | "fails" | "runs" | "waits" | "absent";

export interface Drawing {
  html: string;
  moments: Moment[];
}

/** What the stepper needs of the page around it. */
export interface Source {
  /** The lines of a file that is on the page, as it is now. */
  lines: (file: string) => string[] | null;
  /** Marks this line as the one where the thread is; none if null. */
  mark: (place: StepPlace | null) => void;
}

/** What stands before a thread's name; the words beside it say the same. */
const MARKS: Record<Mark, string> = { acts: "●", fails: "✗", runs: "│", waits: "┆", absent: "" };

const KEYS: Record<string, "first" | "back" | "next" | "last" | "leave"> = {
  Home: "first",
  ArrowLeft: "back",
  ArrowUp: "back",
  ArrowRight: "next",
  ArrowDown: "next",
  End: "last",
  Escape: "leave",
};

/** How many lines of the source are shown before and after the one of the step. */
const LINES_AROUND = 1;

/** The figure of a drawing, with a stepper; and a button for all of its steps, if some are left out. */
export function drawn(short: Drawing, whole: Drawing | null, source: Source): HTMLElement {
  const place = el("div", { class: "interleaving-place-of" });
  const show = (drawing: Drawing, other: Drawing | null, label: string, otherLabel: string) => {
    source.mark(null);
    const figure = new DOMParser().parseFromString(drawing.html, "text/html").querySelector("figure");
    if (!figure) return;
    place.replaceChildren(document.adoptNode(figure));
    const stepper = addStepper(figure, drawing.moments, source);
    if (other) {
      const all = button(label, () => {
        show(other, drawing, otherLabel, label);
        place.querySelector<HTMLElement>(".wb-all")?.focus();
      });
      all.classList.add("wb-all");
      stepper?.append(all);
    }
  };
  show(short, whole, `All ${whole?.moments.length ?? 0} steps`, "Only what matters");
  return place;
}

/** Puts a stepper into a figure, below its drawing. Returns the row of its buttons. */
export function addStepper(figure: HTMLElement, moments: Moment[], source: Source): HTMLElement | null {
  if (moments.length === 0) return null;
  const stepper = new Stepper(figure, moments, source);
  const drawings = figure.querySelectorAll(".interleaving-wide, .interleaving-narrow");
  drawings[drawings.length - 1]?.after(stepper.element);
  return stepper.buttons;
}

class Stepper {
  readonly buttons: HTMLElement;
  readonly element: HTMLElement;
  #figure: HTMLElement;
  #moments: Moment[];
  #source: Source;
  /** None while the drawing is shown as a whole. */
  #at: number | null = null;
  #first: HTMLButtonElement;
  #back: HTMLButtonElement;
  #next: HTMLButtonElement;
  #last: HTMLButtonElement;
  #count = el("span", { class: "wb-step-count" });
  #says = el("p", { class: "wb-step-says", role: "status" });
  #state = el("div", { class: "wb-step-state" });

  constructor(figure: HTMLElement, moments: Moment[], source: Source) {
    this.#figure = figure;
    this.#moments = moments;
    this.#source = source;
    const labeled = (label: string, sign: string, name: string, go: () => void) =>
      button(sign, go, { "aria-label": label, title: `${label} (${name})` });
    this.#first = labeled("First step", "⇤", "Home", () => this.#go("first"));
    this.#back = labeled("Step back", "←", "left arrow", () => this.#go("back"));
    this.#next = labeled("Next step", "→", "right arrow", () => this.#go("next"));
    this.#last = labeled("Last step", "⇥", "End", () => this.#go("last"));
    this.buttons = el(
      "div",
      { class: "wb-bar", role: "group", "aria-label": "Step by step" },
      this.#first,
      this.#back,
      this.#next,
      this.#last,
      this.#count,
    );
    this.element = el("div", { class: "wb-stepper" }, this.buttons, this.#says, this.#state);
    this.element.addEventListener("keydown", (event) => this.#pressed(event));
    for (const step of figure.querySelectorAll<SVGElement>("[data-step]")) {
      step.addEventListener("click", () => {
        const at = moments.findIndex((it) => String(it.step) === step.dataset.step);
        if (at >= 0) this.#show(at);
      });
    }
    this.#show(null);
  }

  #pressed(event: KeyboardEvent): void {
    const way = KEYS[event.key];
    const inText = event.target instanceof HTMLElement && event.target.tagName === "PRE";
    if (!way || inText || event.ctrlKey || event.metaKey || event.altKey) return;
    // mdBook turns pages with the arrow keys.
    event.stopPropagation();
    event.preventDefault();
    this.#go(way);
  }

  #go(way: "first" | "back" | "next" | "last" | "leave"): void {
    const last = this.#moments.length - 1;
    const at = this.#at;
    switch (way) {
      case "first":
        return this.#show(0);
      case "back":
        return this.#show(at === null || at === 0 ? null : at - 1);
      case "next":
        return this.#show(at === null ? 0 : Math.min(at + 1, last));
      case "last":
        return this.#show(last);
      case "leave":
        return this.#show(null);
    }
  }

  #show(at: number | null): void {
    this.#at = at;
    const moment = at === null ? undefined : this.#moments[at];
    for (const step of this.#figure.querySelectorAll<SVGElement>("[data-step]")) {
      const its = Number(step.dataset.step);
      step.classList.toggle("now", its === moment?.step);
      step.classList.toggle("later", moment !== undefined && its > moment.step);
    }
    for (const arrow of this.#figure.querySelectorAll<SVGElement>("[data-to]")) {
      arrow.classList.toggle("later", moment !== undefined && Number(arrow.dataset.to) > moment.step);
    }
    this.#source.mark(moment?.place ?? null);
    // A button that is disabled loses the focus, and the keys with it.
    this.#back.setAttribute("aria-disabled", String(at === null));
    this.#next.setAttribute("aria-disabled", String(at === this.#moments.length - 1));
    if (!moment || at === null) {
      this.#count.textContent = `${this.#moments.length} steps`;
      this.#says.textContent = "Go through it with the buttons, or with the arrow keys once one has the focus.";
      this.#state.replaceChildren();
      return;
    }
    this.#count.textContent = `${at + 1} of ${this.#moments.length}`;
    const line = moment.place ? `, line ${moment.place.line}` : "";
    this.#says.textContent = `Step ${moment.step + 1}${line}. ${moment.says}.`;
    this.#state.replaceChildren(...this.#around(moment.place), stand(moment));
  }

  /** The line of the step and those beside it, as they are on the page now. */
  #around(place: StepPlace | null): HTMLElement[] {
    if (!place) return [];
    const lines = this.#source.lines(place.file);
    const there = lines?.[place.line - 1]?.trim() === place.source?.trim();
    const first = there && lines ? Math.max(1, place.line - LINES_AROUND) : place.line;
    const shown = there && lines ? lines.slice(first - 1, place.line + LINES_AROUND) : [place.source ?? ""];
    const width = String(first + shown.length).length;
    const rows = shown.map((text, index) => {
      const number = first + index;
      const now = number === place.line;
      const row = `${now ? "▶" : " "} ${String(number).padStart(width)} ${text}\n`;
      return now ? el("mark", {}, row) : row;
    });
    const name = place.file.split("/").slice(-2).join("/");
    return [
      el("p", { class: "wb-step-file" }, name),
      el("pre", { class: "wb-step-lines", tabindex: "0", "aria-label": `Line ${place.line} of ${place.file}` }, ...rows),
    ];
  }
}

/** What every thread does and has, and what the values are. */
function stand(moment: Moment): HTMLElement {
  const rows = moment.threads
    .filter((it) => it.mark !== "absent" || it.does !== "is not there yet")
    .map((thread) =>
      el(
        "tr",
        { "data-mark": thread.mark },
        el("th", { scope: "row" }, el("span", { "aria-hidden": "true" }, `${MARKS[thread.mark]} `), thread.name),
        el("td", {}, thread.does),
        el("td", {}, thread.holds.length > 0 ? thread.holds.join(", ") : "–"),
      ),
    );
  const values = moment.values.map((it) =>
    el("li", {}, el("code", {}, `${it.name} = ${it.value}`), it.changed && " ← just now"),
  );
  return el(
    "div",
    { class: "wb-stand" },
    el(
      "table",
      {},
      el("thead", {}, el("tr", {}, ...["Thread", "Does", "Has locked"].map((it) => el("th", { scope: "col" }, it)))),
      el("tbody", {}, ...rows),
    ),
    values.length > 0 && el("p", { class: "wb-step-file" }, "Values"),
    values.length > 0 && el("ul", { class: "wb-values" }, ...values),
  );
}
