/* The map of grids: outlines and points of GeoJSON on an empty ground. Nothing is fetched from outside. */
(function () {
  "use strict";
  var box = document.getElementById("map");
  if (!box || !window.L) return;
  var note = document.getElementById("map-note");
  var words = box.dataset;
  var map = L.map(box, { attributionControl: false, zoomControl: true, preferCanvas: false });
  if (words.longitude) map.setView([Number(words.latitude), Number(words.longitude)], 12);
  else map.setView([35, 110], 4);

  function colour(one) {
    if (!one.many) return "#8796a3";
    if (!one.uncovered) return "#1f7a4d";
    return one.uncovered * 2 >= one.many ? "#b3261e" : "#b86e00";
  }

  /* Text is put in as text, so that no name is ever read as HTML. */
  function told(one) {
    var element = document.createElement("div");
    var link = document.createElement("a");
    link.href = one.url;
    link.textContent = one.name;
    element.appendChild(link);
    if (one.many !== undefined) {
      var line = document.createElement("div");
      line.textContent = words.many + " " + one.many + " · " + words.uncovered + " " + one.uncovered;
      element.appendChild(line);
    }
    return element;
  }

  function draw(found) {
    var outlines = L.geoJSON(found.grids, {
      style: function (feature) {
        return { color: colour(feature.properties), weight: 2, fillOpacity: 0.18 };
      },
      onEachFeature: function (feature, layer) {
        layer.bindPopup(told(feature.properties));
        layer.bindTooltip(feature.properties.name + " " + feature.properties.many, { permanent: true, direction: "center", offset: [0, -22], className: "map-name" });
      },
    }).addTo(map);
    var points = L.geoJSON(found.points, {
      pointToLayer: function (feature, place) {
        return L.circleMarker(place, { radius: 5, weight: 1, color: "#ffffff", fillColor: feature.properties.uncovered ? "#b3261e" : "#1d5a96", fillOpacity: 0.9 });
      },
      onEachFeature: function (feature, layer) { layer.bindPopup(told(feature.properties)); },
    }).addTo(map);
    var bounds = outlines.getBounds();
    if (points.getLayers().length) bounds.extend(points.getBounds());
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [20, 20], maxZoom: 15 });
    if (found.cut && note) note.textContent = words.cut;
  }

  fetch(words.url, { headers: { Accept: "application/json" }, credentials: "same-origin" })
    .then(function (answer) { if (!answer.ok) throw new Error(String(answer.status)); return answer.json(); })
    .then(draw)
    .catch(function () { if (note) note.textContent = words.broken; });
})();
