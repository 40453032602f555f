// A program of the book that explores a model: the drawing beside it can be gone through, and the line
// of the step is marked in the program.

import { el } from "./dom";
import { addStepper, type Moment, type StepPlace } from "./interleaving";

export class ModelWidget {
  #code: HTMLElement | null;
  #path: string;
  /** Of each line that is shown, its number in the program. */
  #lines: number[];
  #mark = el("div", { class: "wb-line-now", "aria-hidden": "true", hidden: true }, "▶");

  constructor(modelled: HTMLElement) {
    const program = modelled.querySelector<HTMLElement>("figure.program");
    const figure = modelled.querySelector<HTMLElement>("figure.interleaving");
    this.#code = program?.querySelector("pre > code") ?? null;
    this.#path = program?.dataset.program ?? "";
    this.#lines = (program?.dataset.lines ?? "").split(",").map(Number);
    const moments = modelled.querySelector<HTMLElement>("[data-moments]")?.dataset.moments;
    if (!figure || !moments) return;
    this.#code?.parentElement?.append(this.#mark);
    addStepper(figure, JSON.parse(moments) as Moment[], {
      lines: (file) => (file === this.#path ? this.#numbered() : null),
      mark: (place) => this.#show(place),
    });
  }

  /** The lines that are shown, at their numbers. */
  #numbered(): string[] {
    const lines: string[] = [];
    const shown = this.#code?.textContent?.split("\n") ?? [];
    this.#lines.forEach((number, index) => {
      lines[number - 1] = shown[index] ?? "";
    });
    return lines;
  }

  #show(place: StepPlace | null): void {
    const index = place && place.file === this.#path ? this.#lines.indexOf(place.line) : -1;
    this.#mark.hidden = index < 0;
    if (index < 0 || !this.#code) return;
    const style = getComputedStyle(this.#code);
    const padding = Number.parseFloat(style.paddingTop) + Number.parseFloat(style.paddingBottom);
    const height = (this.#code.getBoundingClientRect().height - padding) / this.#lines.length;
    this.#mark.style.top = `${this.#code.offsetTop + Number.parseFloat(style.paddingTop) + index * height}px`;
    this.#mark.style.height = `${height}px`;
    this.#mark.dataset.line = String(place?.line);
  }
}
