// The programme: dims what is over, marks what is next, and names the date of the next club night.
// Every page reads well without it.
(function () {
  "use strict";

  var now = Date.now();
  var EVENING = 4 * 3600000; // an evening counts as over four hours after it began

  function badge(text) {
    var mark = document.createElement("span");
    mark.className = "badge";
    mark.textContent = text;
    return mark;
  }

  document.querySelectorAll("[data-programme]").forEach(function (list) {
    var limit = Number(list.dataset.limit) || Infinity;
    var short = limit !== Infinity;
    var shown = 0;

    Array.from(list.children).forEach(function (item) {
      var start = Date.parse(item.querySelector("time").dateTime);
      var over = start + EVENING < now;
      if (over) {
        item.classList.add("past");
        item.hidden = short;
        return;
      }
      item.hidden = shown >= limit;
      if (shown === 0) {
        item.querySelector("h3").append(badge("Next"));
      }
      shown += 1;
    });

    var empty = document.querySelector("[data-programme-empty]");
    if (shown === 0 && empty) {
      empty.hidden = false;
    }
  });

  // Club nights are on the first Tuesday of every month.
  function firstTuesday(year, month) {
    var first = new Date(year, month, 1);
    var wait = (2 - first.getDay() + 7) % 7;
    return new Date(year, month, 1 + wait, 19, 30);
  }

  var today = new Date(now);
  var club = firstTuesday(today.getFullYear(), today.getMonth());
  if (club.getTime() + EVENING < now) {
    club = firstTuesday(today.getFullYear(), today.getMonth() + 1);
  }
  document.querySelectorAll("[data-club-night]").forEach(function (place) {
    place.textContent =
      "Next: " + club.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" }) + ".";
  });
})();
