// Turns the drawn map into one to zoom. No tiles: the areas and places come with the page.

const POINT_RADIUS = 8;
const NEAREST_ZOOM = 18;

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
    maxZoom: NEAREST_ZOOM,
  });
  leaflet.control.zoom({ zoomInTitle: figure.dataset.mapZoomIn, zoomOutTitle: figure.dataset.mapZoomOut }).addTo(map);
  if (figure.dataset.mapTiles) { // who made the outlines stands below the map anyway
    leaflet.control.attribution({ prefix: false }).addTo(map);
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
  if (figure.dataset.mapPoints) regroup(leaflet, map, layer, figure.dataset.mapPoints);
}

// Points from the server, grouped anew for each zoom. Until the first answer those of the page are there.
function regroup(leaflet, map, layer, address) {
  const marks = leaflet.layerGroup().addTo(map);
  const step = (value) => value.toFixed(2); // rounded, so that the same view asks for the same answer
  let newest = 0;
  const show = async () => {
    const mine = ++newest;
    const seen = map.getBounds().pad(0.1);
    const box = [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()].map(step).join(",");
    const answer = await fetch(`${address}${address.includes("?") ? "&" : "?"}box=${box}&zoom=${Math.floor(map.getZoom())}`);
    if (!answer.ok || mine !== newest) return;
    const { items } = await answer.json();
    const focused = marks.getLayers().find((one) => one.getElement() === document.activeElement)?.getLatLng();
    layer.eachLayer((one) => one.feature.geometry.type === "Point" && layer.removeLayer(one));
    marks.clearLayers();
    items.forEach((item) => marks.addLayer(mark(leaflet, map, item)));
    if (focused) nearest(marks.getLayers(), focused)?.getElement().focus();
  };
  map.on("moveend", show);
  show();
}

// Who came nearer by keyboard goes on from the nearest mark.
function nearest(marks, place) {
  return marks.sort((one, other) => one.getLatLng().distanceTo(place) - other.getLatLng().distanceTo(place))[0];
}

// One mark, a button for keyboard and screen reader: a group comes nearer, a place leads to its offers.
function mark(leaflet, map, { lat, lon, count, label, box, offers }) {
  const drawn = point(leaflet, { count, label, single: count === 1 }, [lat, lon]);
  drawn.bindTooltip(text("span", label));
  if (box) {
    const [west, south, east, north] = box;
    pressed(drawn, () => map.fitBounds([[south, west], [north, east]], { padding: [40, 40], maxZoom: map.getZoom() + 4 }));
  } else if (offers.length === 1) {
    pressed(drawn, () => location.assign(offers[0].url));
  } else {
    const list = document.createElement("ul");
    offers.forEach(({ name, url }) => {
      const link = Object.assign(text("a", name), { href: url });
      list.appendChild(document.createElement("li")).append(link);
    });
    drawn.bindPopup(list, { minWidth: 220 }); // opens by Enter too
    drawn.on("popupopen", () => list.querySelector("a").focus());
  }
  return drawn;
}

function pressed(drawn, act) {
  drawn.on("click", act);
  drawn.on("keydown", ({ originalEvent: event }) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  });
}

function text(tag, content) {
  return Object.assign(document.createElement(tag), { textContent: content });
}

// A point that stands for several things carries their number. With a label it is a button of its own.
function point(leaflet, { count, label, single }, position) {
  if (!count) return leaflet.circleMarker(position, { className: "cn-point", radius: POINT_RADIUS });
  const size = single ? 28 : 2 * Math.min(12 + Math.round(1.4 * Math.sqrt(count)), 28);
  const icon = leaflet.divIcon({
    className: single ? "cn-point-many cn-point-one" : "cn-point-many",
    html: single ? "" : String(count),
    iconSize: [size, size],
  });
  const drawn = leaflet.marker(position, { icon, keyboard: Boolean(label), alt: label });
  if (label) drawn.on("add", () => drawn.getElement().setAttribute("aria-label", label));
  return drawn;
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
