// How far the learner is: marks in the sidebar, the way to the next exercise, the map of the course.

import { el, spoken } from "./dom";
import type { Progress, State, Tell } from "./protocol";

const WORDS: Record<State, string> = { untouched: "not begun", tried: "tried", solved: "solved" };

/** The id of the exercise, or of the chapter, that a link of the book leads to. */
function subject(link: HTMLAnchorElement): { exercise?: string; chapter?: string } {
  if (link.hash !== "") return {};
  const match = /\/(ch\d\d-[^/]+)\/([^/]+)\.html$/.exec(new URL(link.href).pathname);
  if (!match) return {};
  const [, chapter, page] = match;
  return page === "index" ? { chapter } : { exercise: `${chapter}/${page}` };
}

export class ProgressMarks {
  #root: URL;
  #next = el("a", { class: "wb-next", hidden: true });

  /** `root` is the address of the book. */
  constructor(root: URL) {
    this.#root = root;
    document.querySelector("#mdbook-menu-bar .right-buttons")?.prepend(this.#next);
  }

  tell(tell: Tell): void {
    if (tell.tell !== "progress") return;
    this.#sidebar(tell.exercises);
    this.#course(tell.exercises, tell.next);
    this.#showNext(tell.next);
  }

  #sidebar(exercises: Record<string, Progress>): void {
    for (const link of document.querySelectorAll<HTMLAnchorElement>("#mdbook-sidebar a[href]")) {
      const { exercise, chapter } = subject(link);
      const mine = exercise === undefined ? undefined : exercises[exercise];
      if (mine) {
        this.#mark(link, mine.state, WORDS[mine.state]);
      } else if (chapter !== undefined) {
        const all = Object.entries(exercises).filter(([id]) => id.startsWith(`${chapter}/`));
        const solved = all.filter(([, it]) => it.state === "solved").length;
        const begun = all.some(([, it]) => it.state !== "untouched");
        const state = solved === all.length ? "solved" : begun ? "tried" : "untouched";
        if (all.length > 0) this.#mark(link, state, `${solved} of ${all.length} solved`, `${solved}/${all.length}`);
      }
    }
  }

  #mark(link: HTMLAnchorElement, state: State, words: string, shown = ""): void {
    let mark = link.querySelector<HTMLElement>(".wb-mark");
    if (!mark) {
      mark = el("span", { class: "wb-mark" });
      link.append(mark);
    }
    mark.dataset.state = state;
    mark.title = words;
    mark.replaceChildren(el("span", { "aria-hidden": "true" }, shown), spoken(`, ${words}`));
  }

  #showNext(next: string | null): void {
    this.#next.hidden = false;
    if (next === null) {
      this.#next.replaceChildren("All solved");
      this.#next.href = new URL("progress.html", this.#root).href;
      return;
    }
    const there = subject(Object.assign(el("a"), { href: window.location.pathname })).exercise === next;
    this.#next.replaceChildren(there ? "This is next" : "Next exercise");
    this.#next.href = new URL(`${next}.html`, this.#root).href;
    if (there) this.#next.setAttribute("aria-current", "page");
    else this.#next.removeAttribute("aria-current");
  }

  #course(exercises: Record<string, Progress>, next: string | null): void {
    const course = document.querySelector(".course");
    if (!course) return;
    const all = Object.values(exercises);
    const solved = all.filter((it) => it.state === "solved");
    const summary = document.querySelector(".course-summary") ?? el("p", { class: "course-summary" });
    summary.textContent =
      solved.length === all.length
        ? `All ${all.length} exercises are solved.`
        : `${solved.length} of ${all.length} exercises solved.`;
    course.before(summary);
    for (const section of course.querySelectorAll<HTMLElement>(".course-chapter")) {
      const items = [...section.querySelectorAll<HTMLElement>("li[data-exercise]")];
      const done = items.filter((item) => exercises[item.dataset.exercise ?? ""]?.state === "solved").length;
      const count = section.querySelector<HTMLElement>(".course-count");
      if (count) {
        count.dataset.all ??= count.textContent ?? "";
        count.textContent = `${done} solved of ${count.dataset.all}`;
      }
      for (const item of items) {
        const mine = exercises[item.dataset.exercise ?? ""];
        if (!mine) continue;
        item.dataset.state = mine.state;
        item.classList.toggle("course-next", item.dataset.exercise === next);
        item.querySelector(".course-note")?.remove();
        item.append(el("span", { class: "course-note" }, note(mine, item.dataset.exercise === next)));
      }
    }
  }
}

function note(mine: Progress, isNext: boolean): string {
  const date = (time: string) =>
    new Date(time).toLocaleString("en", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hour12: false });
  const words = [
    mine.solved ? `solved ${date(mine.solved)}` : WORDS[mine.state],
    mine.hints > 0 ? `${mine.hints} hint${mine.hints === 1 ? "" : "s"}` : "",
    isNext ? "next" : "",
  ];
  return words.filter((it) => it !== "").join(", ");
}
