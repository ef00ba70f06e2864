// Changes elements only where they differ, so that focus and screen readers are not disturbed.

export const find = (id) => document.getElementById(id);

/** A new element with a class and children. */
export function make(tag, className = "", ...children) {
  const element = document.createElement(tag);
  if (className) {
    element.className = className;
  }
  element.append(...children);
  return element;
}

/** Sets the text of an element. */
export function text(element, words) {
  if (element.textContent !== words) {
    element.textContent = words;
  }
}

/** Sets an attribute. */
export function set(element, attribute, value) {
  if (element.getAttribute(attribute) !== value) {
    element.setAttribute(attribute, value);
  }
}

export function hide(element, hidden) {
  if (element.hidden !== hidden) {
    element.hidden = hidden;
  }
}

/** Sets the text of the element with this id, and hides it if there is none. */
export function say(id, words) {
  text(find(id), words);
  hide(find(id), words === "");
}
