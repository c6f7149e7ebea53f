// The Moon tonight: its phase is worked out here, from the date alone.
// Good to about half a degree, which is one Moon's width along its path.
(function () {
  "use strict";

  var DAY = 86400000;

  function sine(degrees) {
    return Math.sin((degrees * Math.PI) / 180);
  }

  // How far the Moon is ahead of the Sun: 0 is new, 90 first quarter, 180 full, 270 last quarter.
  function elongation(time) {
    var t = (time / DAY + 2440587.5 - 2451545) / 36525; // centuries since noon on 1 January 2000
    var d = 297.8502 + 445267.11140 * t; // mean distance from the Sun
    var s = 357.5291 + 35999.05029 * t; // where the Earth is on its oval path
    var m = 134.9634 + 477198.86751 * t; // where the Moon is on its own
    var e =
      d +
      6.289 * sine(m) -
      2.1 * sine(s) +
      1.274 * sine(2 * d - m) +
      0.658 * sine(2 * d) +
      0.214 * sine(2 * m) +
      0.11 * sine(d);
    return ((e % 360) + 360) % 360;
  }

  // The first moment after `time` when the Moon is `goal` degrees ahead of the Sun.
  function next(goal, time) {
    var ahead = (goal - elongation(time) + 360) % 360;
    var guess = time + (ahead / 360) * 29.530589 * DAY;
    for (var i = 0; i < 8; i += 1) {
      var miss = ((goal - elongation(guess) + 540) % 360) - 180;
      guess += (miss / 360) * 29.530589 * DAY;
    }
    return guess > time ? guess : next(goal, time + 2 * DAY);
  }

  function phaseName(e) {
    var names = [
      "New Moon",
      "Waxing crescent",
      "First quarter",
      "Waxing gibbous",
      "Full Moon",
      "Waning gibbous",
      "Last quarter",
      "Waning crescent"
    ];
    var nearest = Math.round(e / 90) * 90;
    if (Math.abs(e - nearest) < 6.5) {
      return names[((nearest / 90) * 2) % 8];
    }
    return names[Math.floor(e / 90) * 2 + 1];
  }

  // The lit part, as seen from the northern half of the world, on a disc of radius 48 around (50, 50).
  function litPath(e) {
    var waxing = e < 180;
    var bulge = Math.cos((e * Math.PI) / 180) * 48;
    var outer = waxing ? 1 : 0;
    var inner = (bulge > 0) === waxing ? 0 : 1;
    return (
      "M50 2A48 48 0 0 " + outer + " 50 98" +
      "A" + Math.abs(bulge).toFixed(2) + " 48 0 0 " + inner + " 50 2Z"
    );
  }

  function day(time) {
    return new Date(time).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" });
  }

  function show(box) {
    var now = Date.now();
    var e = elongation(now);
    var lit = Math.round(((1 - Math.cos((e * Math.PI) / 180)) / 2) * 100);
    box.querySelector(".lit").setAttribute("d", litPath(e));
    box.querySelector("[data-moon-name]").textContent = phaseName(e);
    box.querySelector("[data-moon-lit]").textContent = lit + "% of the disc is lit.";
    box.querySelector("[data-moon-next]").textContent =
      "Next full Moon: " + day(next(180, now)) + ". Next new Moon: " + day(next(0, now)) + ".";
    box.hidden = false;
  }

  document.querySelectorAll("[data-moon]").forEach(show);
})();
