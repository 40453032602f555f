// An exercise: the learner's own file in an editor, and all that can be done with it.
//
// The file on the disk is the truth. `base` is what the page last knew of it; the editor's text is
// `unsaved` while it differs. Whatever comes from the disk is taken over unless there is something
// unsaved here, and then both are offered.

import { button, el } from "./dom";
import { Drafts } from "./draft";
import { Editor } from "./editor";
import { type Ask, type Job, sameJob, type Tell } from "./protocol";
import type { Link, Socket } from "./socket";
import { compare } from "./solution";
import { VerdictView } from "./verdict";

const KEEP_AFTER = 300;
const MAC = navigator.platform.startsWith("Mac");

let count = 0;

export class ExerciseWidget {
  readonly id: string;
  #section: HTMLElement;
  #socket: Socket;
  #stub: string;
  #file: string;
  #editor: Editor | null = null;
  #drafts: Drafts;
  /** Null while there is no file; undefined while nobody has said. */
  #base: string | null | undefined = undefined;
  /** What the disk has, while the learner has to choose between it and the editor's. */
  #theirs: string | null | undefined = undefined;
  #job: Job;
  /** What waits until the file on the disk is what the editor shows. */
  #keepTimer: number | undefined;
  #solved = false;
  #hints: HTMLDetailsElement[];
  #shownHints = 0;
  #hintAsked = false;

  #code: HTMLElement;
  #help = el("p", { class: "wb-spoken", id: `wb-help-${++count}` });
  #saveState = el("span", { class: "wb-save-state" });
  #notice = el("div", { class: "wb-notice", role: "alert" });
  #status = el("p", { class: "wb-status", role: "status" });
  #verdict: VerdictView;
  #after = el("div", { class: "wb-after" });
  #check: HTMLButtonElement;
  #cancel: HTMLButtonElement;
  #save: HTMLButtonElement;
  #hint: HTMLButtonElement;
  #reset: HTMLButtonElement;
  #solution: HTMLButtonElement;

  constructor(section: HTMLElement, socket: Socket) {
    this.#section = section;
    this.#socket = socket;
    this.id = section.dataset.exercise ?? "";
    this.#job = { check: this.id };
    this.#drafts = new Drafts(this.id);
    this.#code = section.querySelector<HTMLElement>(".exercise-code") ?? section;
    this.#stub = `${this.#code.querySelector("pre code")?.textContent?.trimEnd() ?? ""}\n`;
    this.#file = section.querySelector(".exercise-file code")?.textContent ?? "";
    this.#hints = [...section.querySelectorAll<HTMLDetailsElement>("details.hint")];

    const shortcut = MAC ? "⌘ Enter" : "Ctrl+Enter";
    this.#check = button("Check", () => this.#askToCheck(), {
      class: "wb-button wb-primary",
      title: `Save and check (${shortcut})`,
    });
    this.#cancel = button("Cancel", () => this.#ask({ ask: "cancel", job: this.#job }), { hidden: true });
    this.#save = button("Save", () => this.#askToSave(), { title: `Save (${MAC ? "⌘ S" : "Ctrl+S"})` });
    this.#hint = button("Hint", () => this.#askForHint());
    this.#reset = button("Reset…", () => this.#confirmReset());
    this.#solution = button("Solution", () => this.#ask({ ask: "solution", exercise: this.id }), {
      title: "The reference solution beside yours, once yours has passed",
    });
    this.#verdict = new VerdictView(
      {
        file: this.#file,
        source: (file) => this.#source(file)?.textContent?.split("\n") ?? null,
        show: (file, line, column) => this.#show(file, line, column),
        mark: (findings) => this.#editor?.mark(findings),
        step: (line) => this.#editor?.step(line),
        text: () => this.#editor?.text ?? "",
      },
      this.#status,
    );
    this.#help.textContent =
      `${shortcut} saves and checks. Tab indents; to leave the editor with Tab, press Escape first.`;
    const desk = section.querySelector(".exercise-desk");
    desk?.append(
      el(
        "div",
        { class: "wb-bar", role: "group", "aria-label": "This exercise" },
        this.#check,
        this.#cancel,
        this.#save,
        this.#hint,
        this.#solution,
        this.#reset,
        this.#saveState,
      ),
      this.#help,
      this.#notice,
      this.#status,
      this.#verdict.element,
      this.#after,
    );
    this.#status.textContent = "Connecting…";
    socket.onLink((link) => this.#linkChanged(link));
    window.addEventListener("pagehide", () => this.#keepDraft());
    document.addEventListener("visibilitychange", () => this.#keepDraft());
    window.addEventListener("beforeunload", (event) => {
      if (!this.#keepDraft()) event.preventDefault();
    });
    this.#enable();
  }

  get #unsaved(): boolean {
    return this.#editor !== null && this.#base !== undefined && this.#editor.text !== (this.#base ?? "");
  }

  #ask(ask: Ask): void {
    if (!this.#socket.ask(ask)) this.#say("The workbook does not answer. Your edits are kept in this browser.");
  }

  #askToCheck(): void {
    if (!this.#editor || this.#base === undefined || this.#theirs !== undefined) return;
    this.#ask({ ask: "check", exercise: this.id, text: this.#editor.text, base: this.#base });
  }

  #askToSave(): void {
    if (!this.#editor || this.#base === undefined || this.#theirs !== undefined) return;
    this.#ask({ ask: "save", exercise: this.id, text: this.#editor.text, base: this.#base });
  }

  #askForHint(): void {
    if (this.#shownHints >= this.#hints.length) {
      this.#hints.at(-1)?.querySelector("summary")?.focus();
      return;
    }
    this.#hintAsked = true;
    this.#ask({ ask: "hint", exercise: this.id });
  }

  #confirmReset(): void {
    const yes = button("Reset", () => {
      this.#clearNotice();
      // What is unsaved is kept as well: written first, it is part of what the reset puts aside.
      if (this.#unsaved && this.#editor && this.#base !== undefined && this.#theirs === undefined) {
        this.#askToSave();
      }
      this.#ask({ ask: "reset", exercise: this.id });
    });
    const no = button("Leave it", () => {
      this.#clearNotice();
      this.#reset.focus();
    });
    this.#notify("ask", "Put the file back as it was shipped? Your version is kept beside it.", yes, no);
    no.focus();
  }

  // What the server tells.

  tell(tell: Tell): void {
    switch (tell.tell) {
      case "file":
        if (tell.exercise === this.id) this.#onDisk(tell.text);
        break;
      case "saved":
        if (tell.exercise !== this.id) break;
        this.#base = tell.text;
        this.#theirs = undefined;
        this.#clearNotice();
        this.#changed();
        break;
      case "conflict":
        if (tell.exercise === this.id) this.#onDisk(tell.text);
        break;
      case "refused":
        if (tell.exercise === this.id) {
          this.#notify("refused", tell.why);
          if (!this.#editor) this.#say("The file cannot be shown here.");
        }
        break;
      case "hints":
        if (tell.exercise === this.id) this.#showHints(tell.shown);
        break;
      case "reset":
        if (tell.exercise !== this.id) break;
        this.#verdict.clear();
        this.#after.replaceChildren();
        this.#say(tell.kept ? `As it was shipped. Your version is kept in ${tell.kept}.` : "As it was shipped.");
        // The next word is the file's new text, which everybody takes.
        this.#base = this.#editor?.text ?? this.#base;
        this.#theirs = undefined;
        this.#clearNotice();
        break;
      case "solution":
        if (tell.exercise !== this.id || !this.#editor) break;
        this.#after.replaceChildren(
          el("h3", {}, "Yours, and the reference solution"),
          compare(
            { name: "yours", text: this.#editor.text },
            { name: "the reference solution", text: tell.text },
          ),
        );
        break;
      case "checking":
        if (tell.exercise === this.id) this.#checking(tell);
        break;
      case "jobs":
        this.#jobs(tell.running, tell.waiting);
        break;
      case "canceled":
        if (sameJob(tell.job, this.#job)) this.#verdict.canceled();
        break;
      case "progress": {
        const mine = tell.exercises[this.id];
        this.#solved = mine?.state === "solved";
        if (mine && mine.hints > this.#shownHints) this.#showHints(mine.hints);
        this.#enable();
        break;
      }
      default:
        break;
    }
  }

  #checking(tell: Extract<Tell, { tell: "checking" }>): void {
    if (tell.event.event === "started") this.#after.replaceChildren();
    this.#verdict.tell(tell.event, tell.drawing);
  }

  /** The text of the file, as it is on the disk. */
  #onDisk(text: string | null): void {
    if (!this.#editor) {
      this.#mount(text);
      return;
    }
    const mine = this.#editor.text;
    if (text === null && this.#base !== null) {
      this.#base = null;
      this.#theirs = undefined;
      this.#notify("refused", `${this.#file} is gone from the disk. Save writes what you see here; Reset brings it back as shipped.`);
    } else if (mine === (text ?? "") || !this.#unsaved) {
      // The same, or nothing to lose.
      this.#base = text;
      if (this.#theirs !== undefined || text !== null) this.#clearNotice();
      this.#theirs = undefined;
      if (text !== null) this.#editor.replace(text);
    } else if (text !== this.#base) {
      this.#conflict(text ?? "");
    }
    this.#changed();
  }

  #mount(text: string | null): void {
    this.#base = text;
    this.#code.replaceChildren();
    this.#code.classList.add("wb-mounted");
    this.#editor = new Editor(
      this.#code,
      text ?? this.#stub,
      `Your file ${this.#file}`,
      this.#help.id,
      { check: () => this.#askToCheck(), save: () => this.#askToSave() },
      () => this.#edited(),
    );
    if (text === null) {
      this.#notify("refused", `${this.#file} is not there. Save writes what you see here, which is the file as shipped.`);
    }
    if (this.#status.textContent === "Connecting…") this.#say("Not checked yet.");
    this.#restore();
    this.#drafts.own(() => this.#restore());
    this.#changed();
  }

  /** Brings back what was not saved when this page was left. */
  #restore(): void {
    const draft = this.#drafts.load();
    if (!draft || !this.#editor || this.#unsaved || this.#theirs !== undefined) return;
    if (draft.text === this.#editor.text) {
      this.#drafts.keep(null);
      return;
    }
    const onDisk = this.#base ?? null;
    this.#editor.replace(draft.text);
    if (draft.base === onDisk) {
      const drop = button("Drop them", () => {
        this.#clearNotice();
        this.#editor?.replace(this.#base ?? "");
      });
      this.#notify("told", "Your unsaved edits are back.", drop);
    } else {
      this.#base = draft.base;
      this.#conflict(onDisk ?? "");
    }
    this.#changed();
  }

  #conflict(theirs: string): void {
    if (this.#theirs === theirs) return;
    this.#theirs = theirs;
    const editor = this.#editor;
    if (!editor) return;
    const difference = el("div");
    const both = button("Compare", () => {
      difference.replaceChildren(
        compare({ name: "on the disk", text: theirs }, { name: "here, unsaved", text: editor.text }),
      );
    });
    const take = button("Take the disk's", () => {
      this.#base = theirs;
      this.#theirs = undefined;
      editor.replace(theirs);
      this.#clearNotice();
      this.#say("The disk's version is here. Undo brings yours back.");
      this.#changed();
    });
    const mine = button("Keep mine", () => {
      this.#ask({ ask: "save", exercise: this.id, text: editor.text, base: theirs, keep: true });
    });
    this.#notify(
      "conflict",
      "The file was changed on the disk while you had unsaved edits here. " +
        "Keep mine saves yours and keeps the other beside it.",
      both,
      take,
      mine,
      difference,
    );
    this.#say("Two versions: choose one above.");
  }

  // What the learner does.

  #edited(): void {
    clearTimeout(this.#keepTimer);
    this.#keepTimer = window.setTimeout(() => this.#keepDraft(), KEEP_AFTER);
    this.#changed();
  }

  /** Returns whether nothing would be lost if the page went now. */
  #keepDraft(): boolean {
    if (!this.#editor || this.#base === undefined) return true;
    if (!this.#unsaved) return this.#drafts.keep(null) || true;
    return this.#drafts.keep({ text: this.#editor.text, base: this.#base });
  }

  #changed(): void {
    if (!this.#unsaved) this.#drafts.keep(null);
    this.#saveState.textContent = this.#editor === null ? "" : this.#unsaved ? "unsaved edits" : "saved";
    this.#saveState.dataset.unsaved = String(this.#unsaved);
    this.#enable();
  }

  #showHints(shown: number): void {
    const more = shown > this.#shownHints;
    this.#shownHints = shown;
    this.#hints.forEach((hint, index) => hint.classList.toggle("wb-shown", index < shown));
    const last = this.#hints[shown - 1];
    if (more && this.#hintAsked && last) {
      last.open = true;
      const summary = last.querySelector("summary");
      summary?.focus({ preventScroll: true });
      summary?.scrollIntoView({ block: "nearest" });
    }
    this.#hintAsked = false;
    this.#enable();
  }

  #jobs(running: Job | null, waiting: Job[]): void {
    const runs = sameJob(running, this.#job);
    const place = waiting.findIndex((job) => sameJob(job, this.#job));
    this.#cancel.hidden = !runs && place < 0;
    this.#section.classList.toggle("wb-running", runs);
    if (!runs && place >= 0) {
      const before = place + (running ? 1 : 0);
      this.#say(`Waiting for its turn, after ${before} other${before === 1 ? "" : "s"}.`, "running");
    }
  }

  #linkChanged(link: Link): void {
    if (link === "open") {
      this.#section.classList.remove("wb-alone");
      if (["wb-closed", "wb-locked"].some((it) => this.#status.classList.contains(it))) {
        this.#say(this.#editor ? "Connected again." : "Connecting…");
      }
      this.#status.classList.remove("wb-closed", "wb-locked");
      this.#socket.ask({ ask: "open", exercise: this.id });
    } else if (link === "closed") {
      this.#cancel.hidden = true;
      this.#say("The workbook's server is not running: `cargo run` starts it again. Your edits are kept in this browser.");
      this.#status.classList.add("wb-closed");
    } else if (link === "locked-out") {
      this.#section.classList.add("wb-alone");
      this.#say("To edit and check here, open the address that `cargo run` printed in the terminal: it holds the key.");
      this.#status.classList.add("wb-locked");
    }
    this.#enable();
  }

  #enable(): void {
    const there = this.#socket.link === "open" && this.#editor !== null;
    const undecided = this.#theirs !== undefined;
    this.#check.disabled = !there || undecided;
    this.#save.disabled = !there || undecided || !this.#unsaved && this.#base !== null;
    this.#hint.disabled = !there;
    this.#reset.disabled = this.#socket.link !== "open";
    this.#solution.disabled = !there || !this.#solved;
    const all = this.#hints.length;
    this.#hint.textContent = all === 0 ? "No hints" : `Hint ${Math.min(this.#shownHints + 1, all)} of ${all}`;
    if (all === 0) this.#hint.disabled = true;
  }

  // What is seen.

  #say(text: string, state = ""): void {
    this.#status.dataset.state = state;
    this.#status.textContent = text;
  }

  #notify(kind: string, text: string, ...more: HTMLElement[]): void {
    this.#notice.dataset.kind = kind;
    const buttons = more.filter((it) => it instanceof HTMLButtonElement);
    const rest = more.filter((it) => !(it instanceof HTMLButtonElement));
    this.#notice.replaceChildren(el("p", {}, text), ...(buttons.length ? [el("div", { class: "wb-choices" }, ...buttons)] : []), ...rest);
  }

  #clearNotice(): void {
    this.#notice.replaceChildren();
    delete this.#notice.dataset.kind;
  }

  #source(file: string): HTMLElement | null {
    return this.#section.querySelector(`details.test-source[data-file="${CSS.escape(file)}"] code.language-rust`);
  }

  #show(file: string, line: number, column: number): void {
    if (file === this.#file) {
      this.#editor?.go(line, column);
      return;
    }
    const code = this.#source(file);
    const details = code?.closest("details");
    if (!code || !details) return;
    details.open = true;
    const lineHeight = code.getBoundingClientRect().height / (code.textContent?.trimEnd().split("\n").length ?? 1);
    const top = code.getBoundingClientRect().top + window.scrollY + (line - 1) * lineHeight;
    window.scrollTo({ top: top - window.innerHeight / 3 });
    details.querySelector("summary")?.focus({ preventScroll: true });
  }
}

