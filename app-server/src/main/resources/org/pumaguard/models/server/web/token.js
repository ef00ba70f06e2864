// The field for the token, visible if the server needs one.

import { token } from "./api.js";
import { find } from "./dom.js";

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
      this.show("The token was deleted.");
    });
  }

  /** Shows or hides the field. */
  need(isNeeded) {
    if (find("token-card").hidden === isNeeded) {
      find("token-card").hidden = !isNeeded;
      this.show(token.get() ? "A token is stored until this tab is closed." : "");
    }
  }

  /** Asks for the token after a 401; runs the action when it was entered. */
  ask(then) {
    this.then = then;
    const wasThere = token.get() !== "";
    token.set("");
    find("token-card").hidden = false;
    find("token").focus();
    find("token").setAttribute("aria-invalid", "true");
    this.show(wasThere ? "The server refused this token." : "Enter the token to continue.");
  }

  use(value) {
    if (value === "") {
      this.show("Enter a token.");
      return;
    }
    token.set(value);
    find("token").value = "";
    find("token").removeAttribute("aria-invalid");
    this.show("The token is stored until this tab is closed.");
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
