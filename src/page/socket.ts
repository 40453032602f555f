// The connection with the server: one for the page, made anew when it breaks.

import type { Ask, Tell } from "./protocol";

export type Link = "connecting" | "open" | "closed" | "locked-out";

type Listener = (tell: Tell) => void;

const FIRST_WAIT = 250;
const LONGEST_WAIT = 3000;

export class Socket {
  #url: URL;
  #socket: WebSocket | null = null;
  #wait = FIRST_WAIT;
  #listeners: Listener[] = [];
  #links: ((link: Link) => void)[] = [];
  link: Link = "connecting";

  /** `address` is the socket's, as http. */
  constructor(address: URL) {
    this.#url = address;
    // A tab in the background is woken seldom: it should not wait for its timer once it is looked at.
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && this.link === "closed") void this.connect();
    });
    window.addEventListener("online", () => {
      if (this.link === "closed") void this.connect();
    });
  }

  onTell(listener: Listener): void {
    this.#listeners.push(listener);
  }

  /** Told of every change of the link. */
  onLink(listener: (link: Link) => void): void {
    this.#links.push(listener);
  }

  /** Whether it was sent: while there is no connection, nothing is. */
  ask(ask: Ask): boolean {
    if (this.link !== "open" || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(ask));
    return true;
  }

  async connect(): Promise<void> {
    if (this.#socket !== null) return;
    const url = new URL(this.#url);
    url.protocol = "ws:";
    const socket = new WebSocket(url);
    this.#socket = socket;
    let said = false;
    socket.addEventListener("message", (message) => {
      const tell = JSON.parse(String(message.data)) as Tell;
      if (!said) {
        said = true;
        this.#wait = FIRST_WAIT;
        this.#change("open");
      }
      for (const listener of this.#listeners) listener(tell);
    });
    socket.addEventListener("close", () => {
      this.#socket = null;
      void this.#lost(said);
    });
  }

  async #lost(wasOpen: boolean): Promise<void> {
    // A script is not told why a WebSocket was refused; a plain request is.
    let status = 0;
    if (!wasOpen) {
      try {
        status = (await fetch(this.#url, { cache: "no-store" })).status;
      } catch {
        // No server.
      }
    }
    if (status === 401) {
      // It will not let this page in however often it asks, until somebody opens the address.
      this.#change("locked-out");
    } else {
      this.#change("closed");
    }
    setTimeout(() => void this.connect(), this.#wait);
    this.#wait = Math.min(this.#wait * 1.6, LONGEST_WAIT);
  }

  #change(link: Link): void {
    if (this.link === link) return;
    this.link = link;
    for (const listener of this.#links) listener(link);
  }
}
