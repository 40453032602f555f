// The reference solution beside the learner's own.

import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";

import { el } from "./dom";
import { rustLook } from "./editor";

/** From this width on, in pixels, two columns of code fit beside each other. */
const WIDE = 900;

function readOnly(label: string) {
  return [
    lineNumbers(),
    rustLook,
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    // Not editable, it would not be reached by the keyboard, and long lines scroll.
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
  ];
}

/** The difference from one text to another: two columns where there is room, one where there is not. */
export function compare(from: { name: string; text: string }, to: { name: string; text: string }): HTMLElement {
  const element = el("div", { class: "wb-compare" });
  if (from.text === to.text) {
    element.append(el("p", {}, `${from.name} and ${to.name} are the same.`));
    return element;
  }
  if (window.innerWidth >= WIDE) {
    const view = new MergeView({
      a: { doc: from.text, extensions: readOnly(from.name) },
      b: { doc: to.text, extensions: readOnly(to.name) },
      gutter: true,
    });
    element.append(
      el("p", { class: "wb-columns" }, el("span", {}, from.name), el("span", {}, to.name)),
      view.dom,
    );
  } else {
    const view = new EditorView({
      doc: to.text,
      extensions: [
        readOnly(`From ${from.name} to ${to.name}`),
        EditorView.lineWrapping,
        unifiedMergeView({ original: from.text, mergeControls: false, gutter: true }),
      ],
    });
    element.append(el("p", {}, `From − ${from.name} to + ${to.name}`), view.dom);
  }
  return element;
}
