// Everything reads without this script. It adds two tools to figures: charts that zoom and tell values, and pictures to
// take away.
(function () {
  "use strict";
  var DASHES = { c2: [7, 3], c3: [2, 4], c4: [9, 3, 2, 3], c5: [12, 4], c6: [4, 2], base: [4, 3], sender: [7, 3], third: [2, 4] };
  var style = function (name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); };

  function button(words, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  }

  function words(data) {
    return function (plot, value) {
      if (value === null || value === undefined) { return "–"; }
      if (data.percent) { return (100 * value).toFixed(1) + "%"; }
      return value.toLocaleString("en", { maximumSignificantDigits: 3 });
    };
  }

  function short(value, data) {
    if (data.percent) { return Math.round(100 * value) + "%"; }
    return value.toLocaleString("en", { notation: "compact", maximumSignificantDigits: 3 });
  }

  // Columns and series for uPlot; a band is two lines without a stroke and what is between them.
  function columns(data) {
    var table = [data.x], series = [{ value: "{D} {MMM} {YYYY}" }], bands = [];
    data.lines.forEach(function (line) {
      var colour = style("--" + line.class);
      table.push(line.values);
      series.push({ label: line.label, stroke: colour, width: 2, dash: DASHES[line.class], points: { show: false }, value: words(data) });
      if (!line.low) { return; }
      table.push(line.high, line.low);
      series.push({ label: "90%", stroke: "transparent", points: { show: false }, value: words(data) });
      series.push({ label: "10%", stroke: "transparent", points: { show: false }, value: words(data) });
      bands.push({ series: [table.length - 2, table.length - 1], fill: colour + "33" });
    });
    return { table: table, series: series, bands: bands };
  }

  function draw(picture, place) {
    var data = JSON.parse(picture.querySelector(".plot").textContent);
    var made = columns(data);
    var axis = { stroke: style("--soft"), grid: { stroke: style("--hair"), width: 1 }, ticks: { stroke: style("--hair") } };
    return new uPlot({
      title: picture.querySelector("svg title").textContent,
      width: place.clientWidth, height: 240,
      tzDate: function (seconds) { return uPlot.tzDate(new Date(seconds * 1e3), "Etc/UTC"); },
      scales: { y: { range: function (plot, low, high) { return [data.zero ? 0 : low, high === low ? high + 1 : high * 1.04]; } } },
      axes: [Object.assign({}, axis), Object.assign({ size: 56, values: function (plot, ticks) { return ticks.map(function (tick) { return short(tick, data); }); } }, axis)],
      series: made.series, bands: made.bands
    }, made.table, place);
  }

  function toggle(figure, tool) {
    var pictures = figure.querySelectorAll(".picture");
    var wasLive = figure.dataset.live === "1";
    figure.dataset.live = wasLive ? "0" : "1";
    tool.textContent = wasLive ? "Zoom and read values" : "Back to the still figure";
    pictures.forEach(function (picture) {
      if (wasLive) {
        picture.plot.destroy();
        picture.querySelector(".live").remove();
        picture.classList.remove("is-live");
      } else if (picture.querySelector(".plot")) {
        var place = document.createElement("div");
        place.className = "live";
        picture.appendChild(place);
        picture.classList.add("is-live");
        picture.plot = draw(picture, place);
      }
    });
  }

  // A picture with its colours written into it, so that it looks the same elsewhere.
  function save(svg, name) {
    var KEPT = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "paint-order", "font-size", "font-weight", "font-family"];
    var copy = svg.cloneNode(true), from = svg.querySelectorAll("*"), to = copy.querySelectorAll("*");
    from.forEach(function (element, at) {
      var computed = getComputedStyle(element);
      KEPT.forEach(function (property) { to[at].style.setProperty(property, computed.getPropertyValue(property)); });
    });
    copy.style.background = style("--paper");
    copy.setAttribute("width", svg.viewBox.baseVal.width * 2);
    var link = document.createElement("a");
    link.download = name;
    link.href = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(copy));
    link.click();
  }

  document.querySelectorAll("figure").forEach(function (figure) {
    var tools = figure.querySelector(".tools");
    tools.appendChild(button("Pictures (SVG)", function () {
      figure.querySelectorAll(".still svg").forEach(function (svg, at) { save(svg, figure.id + "_" + (at + 1) + ".svg"); });
    }));
    if (figure.querySelector(".plot")) {
      var tool = button("Zoom and read values", function () { toggle(figure, tool); });
      tools.appendChild(tool);
    }
  });

  var sizing;
  window.addEventListener("resize", function () {
    clearTimeout(sizing);
    sizing = setTimeout(function () {
      document.querySelectorAll(".picture.is-live").forEach(function (picture) {
        picture.plot.setSize({ width: picture.querySelector(".live").clientWidth, height: 240 });
      });
    }, 150);
  });
})();
