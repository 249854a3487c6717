"use strict";
(function () {
  document.documentElement.classList.add("scripted");

  // Figures for one period instead of the whole time.
  var choice = document.getElementById("period");
  var cards = Array.prototype.map.call(document.querySelectorAll(".value[data-periods]"), function (value) {
    var basis = value.parentNode.querySelector(".basis");
    return { value: value, basis: basis, words: JSON.parse(value.dataset.periods), whole: value.textContent, over: basis ? basis.textContent : "" };
  });
  if (choice) {
    choice.addEventListener("change", function () {
      var at = Number(choice.value);
      cards.forEach(function (card) {
        card.value.textContent = at < 0 || at >= card.words.length ? card.whole : card.words[at];
        if (card.basis) card.basis.textContent = at < 0 ? card.over : choice.options[choice.selectedIndex].text;
      });
    });
  }

  document.querySelectorAll("button[data-open]").forEach(function (button) {
    button.addEventListener("click", function () {
      document.querySelectorAll(".trees details").forEach(function (each) { each.open = button.dataset.open === "1"; });
    });
  });

  // A chart alone on a wide screen has room for its numbers beside it.
  if (matchMedia("(min-width:900px)").matches) {
    document.querySelectorAll(".lone .numbers").forEach(function (each) { each.open = true; });
  }

  // Paper cannot be unfolded: what the numbers stand on is printed open, and folded again afterwards.
  var unfolded = [];
  addEventListener("beforeprint", function () {
    unfolded = Array.prototype.filter.call(document.querySelectorAll("#assumptions details"), function (each) { return !each.open; });
    unfolded.forEach(function (each) { each.open = true; });
  });
  addEventListener("afterprint", function () { unfolded.forEach(function (each) { each.open = false; }); });

  function tipOf(canvas) {
    var tip = canvas.querySelector(".tip");
    if (!tip) {
      tip = document.createElement("div");
      tip.className = "tip";
      tip.setAttribute("role", "status");
      canvas.appendChild(tip);
    }
    tip.hidden = false;
    return tip;
  }

  function place(canvas, tip, x, y) {
    var room = canvas.clientWidth - tip.offsetWidth;
    tip.style.left = Math.max(0, Math.min(room, x + (x > canvas.clientWidth / 2 ? -tip.offsetWidth - 12 : 12))) + "px";
    tip.style.top = Math.max(0, y) + "px";
  }

  // Lines, stacked bars and fans: every name's number at the period under the pointer.
  document.querySelectorAll(".canvas[data-hover]").forEach(function (canvas) {
    var told = JSON.parse(canvas.dataset.hover), svg = canvas.querySelector("svg"), at = -1;
    var box = svg.viewBox.baseVal, space = "http://www.w3.org/2000/svg";
    var guide = document.createElementNS(space, "line");
    guide.setAttribute("class", "guide");
    guide.setAttribute("y1", 10);
    guide.setAttribute("y2", box.height - 28);
    var dots = told.names.map(function (_, n) {
      var dot = document.createElementNS(space, "circle");
      dot.setAttribute("r", 3.5);
      dot.setAttribute("class", "dot c" + (n % 8));
      return dot;
    });
    var fan = canvas.parentNode.classList.contains("of-fan");

    function show(next) {
      at = Math.max(0, Math.min(told.x.length - 1, next));
      var x = told.x[at], tip = tipOf(canvas);
      guide.setAttribute("x1", x);
      guide.setAttribute("x2", x);
      svg.appendChild(guide);
      tip.textContent = "";
      var head = document.createElement("b");
      head.textContent = told.labels[at];
      tip.appendChild(head);
      told.names.forEach(function (name, n) {
        var row = document.createElement("div"), key = document.createElement("i"), y = told.y[n][at];
        key.className = "c" + (fan ? 0 : n % 8);
        row.appendChild(key);
        row.appendChild(document.createTextNode(name + ": " + told.words[n][at]));
        tip.appendChild(row);
        if (y === null || fan && name !== "median") { dots[n].remove(); return; }
        dots[n].setAttribute("cx", x);
        dots[n].setAttribute("cy", y);
        if (fan) dots[n].setAttribute("class", "dot c0");
        svg.appendChild(dots[n]);
      });
      place(canvas, tip, x * svg.clientWidth / box.width, 4);
    }

    function hide() {
      at = -1;
      guide.remove();
      dots.forEach(function (dot) { dot.remove(); });
      var tip = canvas.querySelector(".tip");
      if (tip) tip.hidden = true;
    }

    function nearest(event) {
      var edge = svg.getBoundingClientRect(), x = (event.clientX - edge.left) * box.width / edge.width, best = 0;
      told.x.forEach(function (each, n) { if (Math.abs(each - x) < Math.abs(told.x[best] - x)) best = n; });
      show(best);
    }

    canvas.addEventListener("pointermove", nearest);
    canvas.addEventListener("pointerdown", nearest);
    canvas.addEventListener("pointerleave", hide);
    canvas.addEventListener("blur", hide);
    canvas.addEventListener("keydown", function (event) {
      var step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step) { event.preventDefault(); show(at < 0 ? (step > 0 ? 0 : told.x.length - 1) : at + step); }
      if (event.key === "Escape") hide();
    });
  });

  // Bars: what each stands for, where the browser's own hint would come late and not at all under a finger.
  document.querySelectorAll(".canvas:not([data-hover]) svg").forEach(function (svg) {
    var canvas = svg.parentNode, words = new Map();
    svg.querySelectorAll("title").forEach(function (title) {
      words.set(title.parentNode, title.textContent);
      title.parentNode.setAttribute("aria-label", title.textContent);
      title.remove();
    });
    function point(event) {
      var said = words.get(event.target), edge = canvas.getBoundingClientRect(), tip = tipOf(canvas);
      tip.hidden = !said;
      if (!said) return;
      tip.textContent = said;
      place(canvas, tip, event.clientX - edge.left, event.clientY - edge.top + 16);
    }
    canvas.addEventListener("pointermove", point);
    canvas.addEventListener("pointerdown", point);
    canvas.addEventListener("pointerleave", function () { tipOf(canvas).hidden = true; });
  });
})();
