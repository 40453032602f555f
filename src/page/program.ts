// A program of the book, run here and now.

import { button, el, seconds } from "./dom";
import { type Job, sameJob, type Step, type Tell } from "./protocol";
import type { Socket } from "./socket";

/** How much of an output is shown, in characters. */
const SHOWN = 64 * 1024;

export class ProgramWidget {
  #figure: HTMLElement;
  #socket: Socket;
  #path: string;
  #job: Job;
  #run: HTMLButtonElement;
  #note = el("span", { class: "wb-run-note", role: "status" });
  #output: HTMLElement | null = null;
  #length = 0;
  #active = false;
  #isGo: boolean;
  #noGo: string | null = null;

  /** `figure` shows a program of the book, or is the place of a snippet of a page. */
  constructor(figure: HTMLElement, socket: Socket) {
    this.#figure = figure;
    this.#socket = socket;
    this.#path = figure.dataset.program ?? "";
    this.#job = { run: this.#path };
    this.#isGo = this.#path.endsWith(".go");
    const name = this.#path.split("/").at(-1) ?? "";
    this.#run = button("Run", () => this.#clicked(), { class: "wb-button wb-run", "aria-label": figure.matches(".snippet") ? "Run these lines" : `Run ${name}` });
    figure.querySelector("figcaption, .snippet-bar")?.append(this.#note, this.#run);
    socket.onLink(() => this.#enable());
    this.#enable();
  }

  #clicked(): void {
    if (this.#active) this.#socket.ask({ ask: "cancel", job: this.#job });
    else this.#socket.ask({ ask: "run", program: this.#path });
  }

  #enable(): void {
    this.#run.disabled = this.#socket.link !== "open" || (this.#isGo && this.#noGo !== null);
  }

  tell(tell: Tell): void {
    switch (tell.tell) {
      case "hello":
        this.#noGo = tell.no_go;
        if (this.#isGo && tell.no_go !== null) {
          this.#run.hidden = true;
          const label = this.#figure.querySelector<HTMLElement>(".output-label");
          if (label && !label.title) label.append(", for there is no Go here to run it");
          if (label) label.title = tell.no_go;
        }
        this.#enable();
        break;
      case "jobs": {
        const waits = tell.waiting.some((job) => sameJob(job, this.#job));
        this.#active = waits || sameJob(tell.running, this.#job);
        this.#run.textContent = this.#active ? "Stop" : "Run";
        if (waits) this.#note.textContent = "waiting for its turn";
        break;
      }
      case "running":
        if (tell.program === this.#path) this.#step(tell.step);
        break;
      case "canceled":
        if (sameJob(tell.job, this.#job)) this.#note.textContent = "stopped";
        break;
      case "refused":
        if (tell.program === this.#path) this.#note.textContent = tell.why;
        break;
      default:
        break;
    }
  }

  #step(step: Step): void {
    switch (step.step) {
      case "building":
        this.#begin();
        this.#note.textContent = "building…";
        break;
      case "running":
        this.#note.textContent = "running…";
        break;
      case "output":
        this.#write(step.text, step.stderr);
        break;
      case "refused":
        this.#note.textContent = "the compiler refuses it";
        this.#write(step.text, true);
        break;
      case "ended":
        this.#note.textContent = `${step.how}, ${seconds(step.seconds)}`;
        break;
      case "failed":
        this.#note.textContent = "not run";
        this.#write(step.why, true);
        break;
    }
  }

  /** What was recorded stays, below what the reader sees happen. */
  #begin(): void {
    this.#length = 0;
    if (!this.#output) {
      this.#output = el("pre", { class: "wb-live", tabindex: "0", "aria-label": "Output of your run" });
      const first = this.#figure.querySelector(".output-label");
      const label = el("p", { class: "output-label" }, "Your run");
      if (first) first.before(label, this.#output);
      else this.#figure.append(label, this.#output);
    }
    this.#output.replaceChildren();
  }

  #write(text: string, stderr: boolean): void {
    if (!this.#output || this.#length > SHOWN) return;
    this.#length += text.length;
    const shown = this.#length > SHOWN ? `${text.slice(0, SHOWN)}\n[and more, which is not shown]` : text;
    this.#output.append(stderr ? el("span", { class: "wb-stderr" }, shown) : shown);
  }
}
