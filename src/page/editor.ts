// The editor: CodeMirror, with what Rust needs and in the colors of the book.

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, indentMore, redo, undo } from "@codemirror/commands";
import { rust } from "@codemirror/lang-rust";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic as Mark, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState, type Extension, StateEffect, StateField, Transaction } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

import type { Place } from "./protocol";

/** Rust in the colors of the book; page.css has the classes. */
export const rustLook: Extension = [rust(), syntaxHighlighting(classHighlighter), EditorState.tabSize.of(4)];

/** The line where a thread is, while an interleaving is gone through; an offset into it. */
const stepTo = StateEffect.define<number | null>();
const stepLine = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(lines, transaction) {
    let now = lines.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(stepTo)) continue;
      now =
        effect.value === null
          ? Decoration.none
          : Decoration.set(Decoration.line({ class: "wb-line-now" }).range(effect.value));
    }
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export interface Keys {
  check: () => void;
  save: () => void;
}

export interface Finding {
  place: Pick<Place, "line" | "column"> & Partial<Place>;
  severity: "error" | "warning";
  message: string;
}

export class Editor {
  readonly view: EditorView;

  constructor(parent: HTMLElement, text: string, label: string, help: string, keys: Keys, changed: () => void) {
    const run = (action: () => void) => () => {
      action();
      return true;
    };
    this.view = new EditorView({
      parent,
      state: EditorState.create({
        doc: text,
        extensions: [
          lineNumbers(),
          highlightActiveLineGutter(),
          highlightSpecialChars(),
          history(),
          drawSelection(),
          EditorState.allowMultipleSelections.of(true),
          indentOnInput(),
          indentUnit.of("    "),
          bracketMatching(),
          closeBrackets(),
          rectangularSelection(),
          highlightActiveLine(),
          highlightSelectionMatches(),
          search({ top: true }),
          lintGutter(),
          stepLine,
          rustLook,
          keymap.of([
            { key: "Mod-Enter", run: run(keys.check), preventDefault: true },
            { key: "Mod-s", run: run(keys.save), preventDefault: true },
            // Escape first lets Tab leave the editor, as CodeMirror does by itself.
            { key: "Tab", run: indentMore, shift: indentLess },
            ...closeBracketsKeymap,
            ...searchKeymap,
            ...historyKeymap,
            ...lintKeymap,
            ...defaultKeymap,
          ]),
          EditorView.contentAttributes.of({
            "aria-label": label,
            "aria-describedby": help,
            // Said, though it is so by itself: not every tool knows that what can be edited can be reached.
            tabindex: "0",
            autocapitalize: "off",
            autocorrect: "off",
            spellcheck: "false",
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed();
          }),
        ],
      }),
    });
    // mdBook turns pages with the arrow keys, and searches at `s`; not while somebody types.
    this.view.dom.addEventListener("keydown", (event) => event.stopPropagation());
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  /** Replaces the text, where it differs, so that the cursor stays. It can be undone. */
  replace(text: string): void {
    const old = this.text;
    if (old === text) return;
    let from = 0;
    while (from < old.length && from < text.length && old[from] === text[from]) from++;
    let end = 0;
    while (
      end < old.length - from &&
      end < text.length - from &&
      old[old.length - 1 - end] === text[text.length - 1 - end]
    ) {
      end++;
    }
    this.view.dispatch({
      changes: { from, to: old.length - end, insert: text.slice(from, text.length - end) },
      annotations: Transaction.userEvent.of("replace"),
    });
  }

  undo(): void {
    undo(this.view);
  }

  redo(): void {
    redo(this.view);
  }

  mark(findings: Finding[]): void {
    const marks = findings.map((finding): Mark => {
      const from = this.#offset(finding.place.line, finding.place.column);
      const { end_line, end_column } = finding.place;
      const end = end_line && end_column ? this.#offset(end_line, end_column) : this.#endOfLine(from);
      return { from, to: Math.max(from, end), severity: finding.severity, message: finding.message };
    });
    this.view.dispatch(setDiagnostics(this.view.state, marks));
  }

  /** Marks a line as the one where a thread is, and scrolls the editor to it, but not the page. */
  step(line: number | null): void {
    if (line === null) {
      this.view.dispatch({ effects: stepTo.of(null) });
      return;
    }
    const at = this.#offset(line, 1);
    this.view.dispatch({ effects: stepTo.of(at) });
    const { top, bottom } = this.view.lineBlockAt(at);
    const scroller = this.view.scrollDOM;
    if (top < scroller.scrollTop || bottom > scroller.scrollTop + scroller.clientHeight) {
      scroller.scrollTop = top - scroller.clientHeight / 3;
    }
  }

  /** Puts the cursor there, in sight. */
  go(line: number, column: number): void {
    const at = this.#offset(line, column);
    this.view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
    this.view.focus();
  }

  /** The compiler counts lines and characters from 1; the editor counts UTF-16 units from 0. */
  #offset(line: number, column: number): number {
    const doc = this.view.state.doc;
    const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
    const before = Array.from(at.text).slice(0, column - 1).join("");
    return at.from + before.length;
  }

  #endOfLine(offset: number): number {
    return this.view.state.doc.lineAt(offset).to;
  }
}
