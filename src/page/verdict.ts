// What a check says, as it says it: the tests, what the compiler complains of, the verdict.

import { el, prose, seconds } from "./dom";
import type { Finding } from "./editor";
import { drawn } from "./interleaving";
import type { CheckEvent, Diagnostic, Drawn, Ended, Expected, Panic, Tested } from "./protocol";

/** What the verdict needs of the exercise around it. */
export interface Around {
  /** The learner's file, as events name it. */
  file: string;
  /** The lines of a test file that is on the page. */
  source: (file: string) => string[] | null;
  /** Shows that place, in the editor or among the tests. */
  show: (file: string, line: number, column: number) => void;
  /** The marks in the editor. */
  mark: (findings: Finding[]) => void;
  /** Marks the line of a step in the editor; none if null. */
  step: (line: number | null) => void;
  /** What the editor has. */
  text: () => string;
}

const OUTCOMES: Record<Tested["outcome"], string> = {
  passed: "passed",
  failed: "failed",
  "timed-out": "did not end",
  crashed: "crashed",
  "not-reported": "did not report",
};

/** The code of the warning that a grader would refuse the answer; see src/check/graded.rs. */
const GRADING = "grading";

/** How many lines of a test are shown before and after the one that failed. */
const LINES_AROUND = 2;

export class VerdictView {
  readonly element = el("div", { class: "wb-verdict" });
  /** One line, which screen readers say when it changes. */
  readonly status: HTMLElement;
  #around: Around;
  #diagnostics = el("div", { class: "wb-diagnostics" });
  #tests = el("ul", { class: "wb-tests" });
  #rows = new Map<string, HTMLLIElement>();
  #findings: Finding[] = [];
  #errors = 0;
  /** Whether a grader would refuse what is checked here. */
  #refused = false;
  #done = 0;
  #all = 0;

  constructor(around: Around, status: HTMLElement) {
    this.#around = around;
    this.status = status;
  }

  /** As if nothing had ever been checked. */
  clear(): void {
    this.element.replaceChildren();
    this.#diagnostics.replaceChildren();
    this.#tests.replaceChildren();
    this.#rows.clear();
    this.#findings = [];
    this.#errors = this.#done = this.#all = 0;
    this.#refused = false;
    this.#around.mark([]);
    this.#around.step(null);
  }

  tell(event: CheckEvent, drawing?: Drawn): void {
    switch (event.event) {
      case "started":
        this.clear();
        this.element.append(this.#diagnostics, this.#tests);
        this.#all = event.tests.length;
        for (const test of event.tests) this.#tests.append(this.#waiting(test));
        this.#say("running", "Building…");
        break;
      case "building":
        this.#say("running", `Building: ${event.message.trim()}`);
        break;
      case "diagnostic":
        this.#diagnostic(event);
        break;
      case "built":
        this.#say("running", `Built in ${seconds(event.seconds)}. Running the tests…`);
        break;
      case "tested":
        this.#tested(event, drawing);
        break;
      case "ended":
        this.#ended(event);
        break;
    }
  }

  canceled(): void {
    this.clear();
    this.#say("canceled", "Canceled. Nothing runs any more.");
  }

  #say(state: string, text: string): void {
    this.status.dataset.state = state;
    this.status.textContent = text;
  }

  #waiting(test: Expected): HTMLLIElement {
    const row = el(
      "li",
      { "data-outcome": "waiting" },
      el("p", { class: "wb-test" }, el("code", {}, test.name), el("span", { class: "wb-outcome" })),
      el("p", { class: "wb-states" }, ...prose(test.states)),
    );
    this.#rows.set(`${test.target}::${test.name}`, row);
    return row;
  }

  #diagnostic(diagnostic: Diagnostic): void {
    if (diagnostic.error) this.#errors++;
    this.#refused ||= diagnostic.code === GRADING;
    const { place } = diagnostic;
    const head = el(
      "p",
      { class: "wb-head" },
      el("strong", {}, `${diagnostic.error ? "error" : "warning"}${diagnostic.code ? ` ${diagnostic.code}` : ""}`),
      place && " at ",
      place && this.#link(place.file, place.line, place.column),
    );
    this.#diagnostics.append(
      el(
        "div",
        { class: "wb-diagnostic", "data-severity": diagnostic.error ? "error" : "warning" },
        head,
        el("pre", { tabindex: "0" }, diagnostic.rendered.trimEnd()),
      ),
    );
    if (place && diagnostic.in_exercise) {
      this.#mark({
        place,
        severity: diagnostic.error ? "error" : "warning",
        message: `${diagnostic.code ? `${diagnostic.code}: ` : ""}${diagnostic.message}`,
      });
    }
  }

  #tested(tested: Tested, drawing?: Drawn): void {
    this.#done++;
    this.#say("running", `${this.#done} of ${this.#all} tests have run.`);
    const row = this.#rows.get(`${tested.target}::${tested.name}`);
    if (!row) return;
    row.dataset.outcome = tested.outcome;
    const outcome = row.querySelector(".wb-outcome");
    const bound = tested.preemptions == null ? "" : ` with at most ${tested.preemptions} preemptions in each`;
    const explored = tested.explored ? `, ${count(tested.explored)}${bound} explored` : "";
    if (outcome) outcome.textContent = `${OUTCOMES[tested.outcome]}${explored}, ${seconds(tested.seconds)}`;
    if (tested.outcome !== "passed") {
      const why = this.#why(tested);
      if (why) row.append(el("p", { class: "wb-why" }, why));
      // A drawing tells what its panic said, and where.
      if (drawing) row.append(this.#drawing(drawing));
      else for (const panic of tested.panics) row.append(...this.#panic(panic, tested.name));
    }
    if (tested.output !== "" || tested.output_cut > 0) {
      const cut = tested.output_cut > 0 ? `\n[${tested.output_cut} more bytes]` : "";
      row.append(
        el(
          "details",
          { class: "wb-output", open: tested.outcome !== "passed" },
          el("summary", {}, "What it printed"),
          el("pre", { tabindex: "0" }, tested.output.trimEnd() + cut),
        ),
      );
    }
  }

  #drawing(drawing: Drawn): HTMLElement {
    const { file } = this.#around;
    return drawn(drawing.short, drawing.whole, {
      lines: (it) => (it === file ? this.#around.text().split("\n") : this.#around.source(it)),
      mark: (place) => this.#around.step(place?.file === file ? place.line : null),
    });
  }

  #why(tested: Tested): string | null {
    switch (tested.outcome) {
      case "timed-out":
        return (
          `Still running after ${tested.limit_seconds} s, and was ended. ` +
          "A deadlock, a wait for something that never comes, or a loop without an end."
        );
      case "crashed":
        return `Its process was ended by ${tested.signal}.`;
      case "not-reported":
        return (
          `Its process ended${tested.status == null ? "" : ` with status ${tested.status}`} without having ` +
          "said that the test had run to its end."
        );
      default:
        return null;
    }
  }

  #panic(panic: Panic, test: string): HTMLElement[] {
    // A test's own thread has the test's name, and needs no mention.
    const own = panic.thread === "main" || panic.thread === test || panic.thread.includes("::");
    const thread = own ? "" : ` in thread ${panic.thread}`;
    const shown: HTMLElement[] = [
      el("p", { class: "wb-head" }, "panicked at ", this.#link(panic.file, panic.line, panic.column), thread),
      el("pre", { class: "wb-message", tabindex: "0" }, panic.message),
    ];
    if (panic.file === this.#around.file) {
      this.#mark({ place: panic, severity: "error", message: panic.message });
    } else {
      const excerpt = this.#excerpt(panic.file, panic.line);
      if (excerpt) shown.push(excerpt);
    }
    return shown;
  }

  #excerpt(file: string, line: number): HTMLElement | null {
    const lines = this.#around.source(file);
    if (!lines || line > lines.length) return null;
    const first = Math.max(1, line - LINES_AROUND);
    const shown = lines.slice(first - 1, line + LINES_AROUND);
    const width = String(first + shown.length).length;
    return el(
      "pre",
      { class: "wb-excerpt", tabindex: "0", "aria-label": `Line ${line} of ${file} and those around it` },
      ...shown.map((text, index) => {
        const number = first + index;
        const row = `${number === line ? ">" : " "} ${String(number).padStart(width)} | ${text}\n`;
        return number === line ? el("mark", {}, row) : row;
      }),
    );
  }

  #link(file: string, line: number, column: number): HTMLElement {
    const name = file.split("/").slice(-2).join("/");
    const show = () => this.#around.show(file, line, column);
    return el("button", { type: "button", class: "wb-place", onclick: show }, `${name}:${line}:${column}`);
  }

  #mark(finding: Finding): void {
    this.#findings.push(finding);
    this.#around.mark(this.#findings);
  }

  #ended(ended: Ended): void {
    const took = seconds(ended.seconds);
    switch (ended.verdict) {
      case "passed":
        this.#say(
          "passed",
          `Passed: all ${ended.tests} tests, ${took}.` +
            (this.#refused ? " Where answers are graded, this one would be refused: see the warning." : ""),
        );
        break;
      case "failed":
        this.#say("failed", `Failed: ${ended.tests - ended.passed} of ${ended.tests} tests, ${took}.`);
        break;
      case "does-not-compile":
        this.#say("failed", `Does not compile${this.#errors > 1 ? `: ${this.#errors} errors` : ""}, ${took}.`);
        break;
      case "not-checked":
        this.#say("failed", "Not checked: this says nothing about your answer.");
        break;
    }
    for (const row of this.#rows.values()) {
      const outcome = row.querySelector(".wb-outcome");
      if (row.dataset.outcome === "waiting" && outcome) outcome.textContent = "not run";
    }
    if (ended.reason !== null) this.#diagnostics.append(el("pre", { tabindex: "0" }, ended.reason));
  }
}

function count(explored: number): string {
  return explored === 1 ? "1 interleaving" : `${explored.toLocaleString("en")} interleavings`;
}
