/* A plan on the map: ways as lines, stops with their number, one colour each. Nothing is fetched from outside. */
(function () {
  "use strict";
  var box = document.getElementById("map");
  if (!box || !window.L) return;
  var note = document.getElementById("map-note");
  var words = box.dataset;
  var COLOURS = ["#1d5a96", "#b3261e", "#1f7a4d", "#8a4f00", "#6a3fa0", "#00696b", "#a1246b", "#4a5a00", "#3d4f8f", "#7a3b2e"];
  var map = L.map(box, { attributionControl: false, zoomControl: true });
  if (words.longitude) map.setView([Number(words.latitude), Number(words.longitude)], 12);
  else map.setView([35, 110], 4);

  function colour(one) {
    return one.group < 0 ? "#66737f" : COLOURS[one.group % COLOURS.length];
  }

  /* Text is put in as text, so that no name is ever read as HTML. */
  function told(one) {
    var element = document.createElement("div");
    [one.name, one.text].forEach(function (text, at) {
      if (!text) return;
      var line = document.createElement(at ? "div" : "strong");
      line.textContent = text;
      element.appendChild(line);
    });
    return element;
  }

  function marker(feature, place) {
    var one = feature.properties;
    if (!one.number) return L.circleMarker(place, { radius: one.large ? 9 : 5, weight: 2, color: "#ffffff", fillColor: colour(one), fillOpacity: 0.95 });
    var dot = document.createElement("div");
    dot.className = "plan-stop";
    dot.style.background = colour(one);
    dot.textContent = String(one.number);
    return L.marker(place, { icon: L.divIcon({ html: dot, className: "", iconSize: [24, 24] }), title: one.name, alt: one.name });
  }

  function draw(found) {
    var lines = L.geoJSON(found.lines, {
      style: function (feature) { return { color: colour(feature.properties), weight: feature.properties.thin ? 1 : 3, opacity: 0.8 }; },
      onEachFeature: function (feature, layer) { layer.bindPopup(told(feature.properties)); },
    }).addTo(map);
    var points = L.geoJSON(found.points, {
      pointToLayer: marker,
      onEachFeature: function (feature, layer) { layer.bindPopup(told(feature.properties)); },
    }).addTo(map);
    var bounds = points.getBounds();
    if (lines.getLayers().length) bounds.extend(lines.getBounds());
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [20, 20], maxZoom: 15 });
  }

  fetch(words.url, { headers: { Accept: "application/json" }, credentials: "same-origin" })
    .then(function (answer) { if (!answer.ok) throw new Error(String(answer.status)); return answer.json(); })
    .then(draw)
    .catch(function () { if (note) note.textContent = words.broken; });
})();
