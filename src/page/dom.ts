// Making elements.

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | boolean | ((event: Event) => void)>;

/** An element. Attributes whose names begin with `on` are listeners; `true` stands for an empty one. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter((it): it is Node | string => !!it));
  return element;
}

/** Text that is not to be seen, for those who listen. */
export function spoken(text: string): HTMLElement {
  return el("span", { class: "wb-spoken" }, text);
}

/** A sentence in which backticks mark code. */
export function prose(text: string): Child[] {
  return text.split("`").map((part, index) => (index % 2 === 1 ? el("code", {}, part) : part));
}

/** A button of our own. */
export function button(label: string, onclick: () => void, attributes: Attributes = {}): HTMLButtonElement {
  return el("button", { type: "button", class: "wb-button", onclick, ...attributes }, label);
}

export function seconds(count: number): string {
  return `${count.toFixed(2)} s`;
}
