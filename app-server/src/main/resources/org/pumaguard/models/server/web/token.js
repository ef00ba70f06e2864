// The field for the token, which is there where the server needs one.

import { token } from "./api.js";

const find = (id) => document.getElementById(id);

export class TokenField {
  constructor() {
    this.then = null;
    find("token-form").addEventListener("submit", (e) => {
      e.preventDefault();
      this.use(find("token").value.trim());
    });
    find("token-forget").addEventListener("click", () => {
      token.set("");
      find("token").focus();
      this.show("Forgotten.");
    });
  }

  /** Shows the field or not, as the server needs it. */
  need(isNeeded) {
    if (find("token-card").hidden === isNeeded) {
      find("token-card").hidden = !isNeeded;
      this.show(token.get() ? "A token is kept until this tab is closed." : "");
    }
  }

  /** Asks for it, since the server refused; does the rest when it is there. */
  ask(then) {
    this.then = then;
    const wasThere = token.get() !== "";
    token.set("");
    find("token-card").hidden = false;
    find("token").focus();
    find("token").setAttribute("aria-invalid", "true");
    this.show(wasThere ? "The server refused this token." : "Give the token; then it is done.");
  }

  use(value) {
    if (value === "") {
      this.show("There is nothing in the field.");
      return;
    }
    token.set(value);
    find("token").value = "";
    find("token").removeAttribute("aria-invalid");
    this.show("The token is kept until this tab is closed.");
    const then = this.then;
    this.then = null;
    if (then) {
      then();
    }
  }

  show(words) {
    find("token-note").textContent = words;
    find("token-forget").hidden = token.get() === "";
  }
}
