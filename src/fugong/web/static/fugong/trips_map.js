/* Trips on a map: a line for each, a point for each halt, on an empty ground. Nothing is fetched from outside. */
(function () {
  "use strict";
  var box = document.getElementById("coach-map");
  if (!box || !window.L) return;
  var note = document.getElementById("coach-map-note");
  var words = box.dataset;
  var colours = ["#1d5a96", "#b86e00", "#1f7a4d", "#7a3e9d", "#b3261e", "#00737a", "#8a5a00", "#5b6770"];
  var map = L.map(box, { attributionControl: false, zoomControl: true });
  map.setView([35, 112], 4);
  var order = {};

  function colour(key) {
    if (!(key in order)) order[key] = Object.keys(order).length;
    return colours[order[key] % colours.length];
  }

  /* Text is put in as text, so that no name is ever read as HTML. */
  function told(name, url, line) {
    var element = document.createElement("div");
    var head = document.createElement(url ? "a" : "strong");
    if (url) head.href = url;
    head.textContent = name;
    element.appendChild(head);
    if (line) {
      var more = document.createElement("div");
      more.textContent = line;
      element.appendChild(more);
    }
    return element;
  }

  /* Names that would lie upon each other: each takes the first side that is free, those with most people first; one
     that finds none waits for a closer look. Its dot, and the table beside the map, tell it anyhow. */
  var sides = [["right", [7, 0]], ["left", [-7, 0]], ["top", [0, -7]], ["bottom", [0, 7]]];
  var labels = [];
  var dots = [];

  function meets(one, other) {
    return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  }

  function dotOf(layer) {
    var at = map.latLngToContainerPoint(layer.getLatLng());
    var frame = box.getBoundingClientRect();
    return { layer: layer, left: frame.left + at.x - 6, right: frame.left + at.x + 6, top: frame.top + at.y - 6, bottom: frame.top + at.y + 6 };
  }

  function place() {
    var frame = box.getBoundingClientRect();
    var taken = dots.map(dotOf);
    labels.forEach(function (label) {
      var tooltip = label.layer.getTooltip();
      var own = label.layer.getLatLng();
      var element = tooltip.getElement();
      if (!element) return;
      element.hidden = false;
      var free = sides.some(function (side) {
        tooltip.options.direction = side[0];
        tooltip.options.offset = L.point(side[1]);
        tooltip.update();
        var box = element.getBoundingClientRect();
        var clear = box.left >= frame.left && box.right <= frame.right && !taken.some(function (other) {
          return !(other.layer && other.layer.getLatLng().equals(own)) && meets(box, other);
        });
        if (clear) taken.push(box);
        return clear;
      });
      element.hidden = !free;
    });
  }

  function halts(found) {
    var named = {};
    var totals = {};
    found.features.forEach(function (feature) {
      var place = feature.geometry.coordinates.join(",");
      totals[place] = (totals[place] || 0) + feature.properties.people;
    });
    return L.geoJSON(found, {
      pointToLayer: function (feature, place) {
        var one = feature.properties;
        var fill = one.kind === "drop" ? "#ffffff" : one.kind === "lost" ? "#b3261e" : colour(one.trip);
        return L.circleMarker(place, { radius: one.kind === "drop" ? 7 : 6, weight: 2, color: one.kind === "lost" ? "#b3261e" : colour(one.trip), fillColor: fill, fillOpacity: 0.95 });
      },
      onEachFeature: function (feature, layer) {
        var one = feature.properties;
        layer.bindPopup(told(one.name, "", (one.kind === "lost" ? words.lost + ": " : "") + one.people + " " + words.people));
        var place = feature.geometry.coordinates.join(",");
        dots.push(layer);
        if (one.kind === "drop" || named[place]) return;
        named[place] = true;
        labels.push({ layer: layer, people: totals[place] });
        layer.bindTooltip(one.name + " " + totals[place], { permanent: true, direction: "right", offset: [7, 0], className: "trip-name" });
      },
    }).addTo(map);
  }

  function draw(found) {
    var lines = L.geoJSON(found.lines, {
      style: function (feature) { return { color: colour(feature.properties.key), weight: 3, opacity: 0.75 }; },
      onEachFeature: function (feature, layer) { layer.bindPopup(told(feature.properties.name, feature.properties.url, "")); },
    }).addTo(map);
    var bounds = lines.getBounds();
    [found.points, found.lost].forEach(function (each) {
      if (each && each.features.length) bounds.extend(halts(each).getBounds());
    });
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [30, 30], maxZoom: 12, animate: false });
    labels.sort(function (one, other) { return other.people - one.people; });
    map.on("moveend resize", place);
    place();
    document.querySelectorAll(".trip-mark").forEach(function (mark) {
      if (mark.dataset.trip in order) {
        mark.style.background = colour(mark.dataset.trip);
        mark.style.color = "#ffffff";
      }
    });
  }

  fetch(words.url, { headers: { Accept: "application/json" }, credentials: "same-origin" })
    .then(function (answer) { if (!answer.ok) throw new Error(String(answer.status)); return answer.json(); })
    .then(draw)
    .catch(function () { if (note) note.textContent = words.broken; });
})();
