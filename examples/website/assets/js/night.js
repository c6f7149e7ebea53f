// Red light: one button that turns the page red and dim, and remembers the choice.
// This file is loaded in the head, so that a page opened in the dark is never bright first.
(function () {
  "use strict";

  var key = "larkmere-light";
  var root = document.documentElement;

  function saved() {
    try {
      return localStorage.getItem(key);
    } catch (error) {
      return null; // private window, or storage switched off
    }
  }

  function save(value) {
    try {
      localStorage.setItem(key, value);
    } catch (error) {
      // The choice lasts for this page only.
    }
  }

  if (saved() === "red") {
    root.dataset.light = "red";
  }

  document.addEventListener("DOMContentLoaded", function () {
    var button = document.querySelector("[data-red-light]");
    if (!button) {
      return;
    }

    function show() {
      button.setAttribute("aria-pressed", String(root.dataset.light === "red"));
    }

    button.hidden = false;
    show();
    button.addEventListener("click", function () {
      if (root.dataset.light === "red") {
        delete root.dataset.light;
        save("");
      } else {
        root.dataset.light = "red";
        save("red");
      }
      show();
    });
  });
})();
