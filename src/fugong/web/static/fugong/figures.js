/* Charts and the map of grids. The page says everything in words and tables too: nothing here is needed to read it. */
(function () {
  "use strict";
  var drawn = [];

  function style(name, otherwise) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || otherwise;
  }

  function options(data) {
    var ink = style("--bs-secondary-color", "#555");
    var rule = style("--bs-border-color", "#ddd");
    var known = data.values.filter(function (value) { return value !== null; });
    return {
      animation: false,
      grid: { left: 8, right: 36, top: 28, bottom: 8, containLabel: true },
      tooltip: {
        trigger: "axis",
        renderMode: "richText",
        formatter: function (items) { return items[0].axisValue + "  " + data.printed[items[0].dataIndex]; }
      },
      xAxis: { type: "category", data: data.days, boundaryGap: false, axisLabel: { color: ink }, axisLine: { lineStyle: { color: rule } } },
      yAxis: {
        type: "value",
        scale: true,
        min: data.rate && Math.min.apply(null, known) < 20 ? 0 : undefined,
        max: data.rate && Math.max.apply(null, known) > 95 ? 100 : undefined,
        axisLabel: { color: ink, formatter: data.rate ? "{value}%" : "{value}" },
        splitLine: { lineStyle: { color: rule } }
      },
      series: [{
        type: "line",
        data: data.values,
        symbolSize: 6,
        connectNulls: false,
        lineStyle: { width: 2 },
        itemStyle: { color: style("--bs-link-color", "#1f4e79") },
        label: {
          show: true,
          color: ink,
          formatter: function (point) { return point.dataIndex === data.values.length - 1 ? data.printed[point.dataIndex] : ""; }
        }
      }]
    };
  }

  function draw() {
    drawn.forEach(function (chart) { chart.dispose(); });
    drawn = [];
    if (!window.echarts) return;
    Array.prototype.forEach.call(document.querySelectorAll("[data-chart]"), function (box) {
      var source = document.getElementById(box.getAttribute("data-chart"));
      if (!source) return;
      var chart = window.echarts.init(box, null, { renderer: "svg" });
      chart.setOption(options(JSON.parse(source.textContent)));
      drawn.push(chart);
    });
  }

  function tint(rate) {
    if (rate === null) return "#9aa5b1";
    var steps = ["#c6dbef", "#9ecae1", "#6baed6", "#3182bd", "#08519c"];
    return steps[Math.min(4, Math.floor(rate * 5))];
  }

  function map() {
    var box = document.getElementById("grid-map");
    if (!box || !window.L) return;
    var grids = JSON.parse(document.getElementById("grids").textContent);
    var view = window.L.map(box, { attributionControl: false, scrollWheelZoom: false });
    var layer = window.L.geoJSON(grids, {
      style: function (grid) { return { color: "#1f4e79", weight: 1, fillColor: tint(grid.properties.rate), fillOpacity: 0.75 }; },
      onEachFeature: function (grid, shape) {
        var words = document.createElement("span");
        words.textContent = grid.properties.name + " · " + grid.properties.label;
        shape.bindTooltip(words, { sticky: true });
        shape.on("click", function () { window.location.assign(grid.properties.url); });
      }
    }).addTo(view);
    view.fitBounds(layer.getBounds(), { padding: [12, 12] });
  }

  window.addEventListener("resize", function () { drawn.forEach(function (chart) { chart.resize(); }); });
  document.addEventListener("fugong:theme", draw);
  draw();
  map();
})();
