// Turns the drawn map into one to zoom. No tiles: the areas and places come with the page.

const POINT_RADIUS = 8;

async function enliven(figure) {
  const content = JSON.parse(figure.dataset.mapData);
  const canvas = figure.querySelector("[data-map-canvas]");
  if (!content.features.length) return;
  const [leaflet] = await Promise.all([import(figure.dataset.mapLeaflet), stylesheet(figure.dataset.mapCss)]);
  const holder = document.createElement("div");
  holder.className = "cn-map__live";
  holder.setAttribute("role", "application");
  holder.setAttribute("aria-label", figure.querySelector("figcaption").textContent);
  canvas.replaceChildren(holder);

  const map = leaflet.map(holder, {
    zoomSnap: 0.25,
    scrollWheelZoom: false, // the page scrolls; zoom by buttons, pinch or keyboard
    zoomControl: false,
    attributionControl: false,
  });
  leaflet.control.zoom({ zoomInTitle: figure.dataset.mapZoomIn, zoomOutTitle: figure.dataset.mapZoomOut }).addTo(map);
  const credit = leaflet.control.attribution({ prefix: false }).addTo(map);
  credit.addAttribution(escaped(figure.dataset.mapAttribution));
  if (figure.dataset.mapTiles) {
    leaflet.tileLayer(figure.dataset.mapTiles, { maxZoom: 19, attribution: escaped(figure.dataset.mapTilesCredit) }).addTo(map);
  }
  const layer = leaflet.geoJSON(content, {
    style: (feature) => ({ className: feature.properties.class }),
    pointToLayer: (feature, position) => point(leaflet, feature.properties, position),
    onEachFeature: (feature, drawn) => {
      const { name, text, url } = feature.properties;
      const label = document.createElement("span");
      label.textContent = text ? `${name}: ${text}` : name;
      drawn.bindTooltip(label, { sticky: true });
      if (url) drawn.on("click", () => location.assign(url));
      drawn.on("mouseover", () => drawn.getElement()?.classList.add("cn-area--active"));
      drawn.on("mouseout", () => drawn.getElement()?.classList.remove("cn-area--active"));
    },
  }).addTo(map);
  map.fitBounds(layer.getBounds(), { padding: [16, 16], maxZoom: 15 });
}

// A point that stands for several things carries their number.
function point(leaflet, { count }, position) {
  if (!count) return leaflet.circleMarker(position, { className: "cn-point", radius: POINT_RADIUS });
  const size = 2 * Math.min(12 + Math.round(1.4 * Math.sqrt(count)), 28);
  const icon = leaflet.divIcon({ className: "cn-point-many", html: String(count), iconSize: [size, size] });
  return leaflet.marker(position, { icon, keyboard: false });
}

function stylesheet(href) {
  return new Promise((resolve) => {
    if (document.querySelector(`link[href="${href}"]`)) return resolve();
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
    link.addEventListener("load", resolve);
    link.addEventListener("error", resolve);
    document.head.append(link);
  });
}

function escaped(text) {
  const holder = document.createElement("span");
  holder.textContent = text;
  return holder.innerHTML;
}

const start = (root) => root.querySelectorAll("[data-map]:not([data-map-ready])").forEach((figure) => {
  figure.dataset.mapReady = "1";
  enliven(figure);
});
start(document);
document.addEventListener("htmx:afterSwap", (event) => start(event.target));
