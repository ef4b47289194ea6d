'use strict';
// The map of the embeddings: points glide to where they are now, and fade as they age.

const map = (() => {
  const canvas = document.getElementById('map');
  const tip = document.getElementById('map-tip');
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const OLD_MS = 600000;
  const GLIDE_MS = 900;
  const points = new Map();
  let bounds = null;
  let began = 0;
  let drawing = false;
  let chosen = null;
  let choose = () => {};

  function show(list) {
    const now = performance.now();
    const seen = new Set();
    for (const one of list) {
      seen.add(one.id);
      const known = points.get(one.id);
      points.set(one.id, {
        id: one.id, x: one.x, y: one.y, age: one.age_ms,
        fromX: known ? at(known, now).x : one.x, fromY: known ? at(known, now).y : one.y,
      });
    }
    for (const id of [...points.keys()]) if (!seen.has(id)) points.delete(id);
    began = now;
    frameOf(list);
    canvas.setAttribute('aria-label', list.length
      ? `Map of ${list.length} embeddings; ${list.filter(one => one.age_ms < 10000).length} of them were published in the last 10 seconds`
      : 'Map: no embeddings yet');
    if (!drawing) { drawing = true; requestAnimationFrame(draw); }
  }

  /** The frame widens at once, so that nobody is outside, and narrows slowly. */
  function frameOf(list) {
    if (!list.length) return;
    const xs = list.map(one => one.x).sort((a, b) => a - b);
    const ys = list.map(one => one.y).sort((a, b) => a - b);
    const wanted = [xs[0], xs[xs.length - 1], ys[0], ys[ys.length - 1]];
    bounds = bounds && !still.matches
      ? bounds.map((value, i) => (i % 2 === 0 ? wanted[i] < value : wanted[i] > value) ? wanted[i] : value + (wanted[i] - value) * 0.25)
      : wanted;
  }

  function share(now) {
    const t = still.matches ? 1 : Math.min(1, (now - began) / GLIDE_MS);
    return t * (2 - t);
  }

  function at(point, now) {
    const t = share(now);
    return { x: point.fromX + (point.x - point.fromX) * t, y: point.fromY + (point.y - point.fromY) * t };
  }

  function placed(point, now) {
    const width = canvas.clientWidth, height = canvas.clientHeight, edge = 18;
    const { x, y } = at(point, now);
    const spanX = Math.max(1e-9, bounds[1] - bounds[0]), spanY = Math.max(1e-9, bounds[3] - bounds[2]);
    return {
      x: edge + (x - bounds[0]) / spanX * (width - 2 * edge),
      y: height - edge - (y - bounds[2]) / spanY * (height - 2 * edge),
    };
  }

  function draw(now) {
    const ratio = devicePixelRatio || 1;
    const width = canvas.clientWidth, height = canvas.clientHeight;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const paint = canvas.getContext('2d');
    paint.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint.clearRect(0, 0, width, height);
    if (bounds) {
      const fresh = rgb(charts.colour('--first')), old = rgb(charts.colour('--old')), ring = charts.colour('--text');
      const oldestFirst = [...points.values()].sort((a, b) => b.age - a.age);
      for (const point of oldestFirst) {
        const place = placed(point, now);
        const faded = Math.min(1, Math.log1p(point.age / 1000) / Math.log1p(OLD_MS / 1000));
        paint.fillStyle = `rgb(${fresh.map((c, i) => Math.round(c + (old[i] - c) * faded)).join(' ')})`;
        paint.beginPath();
        paint.arc(place.x, place.y, point.age < 2000 ? 6 : 4, 0, 2 * Math.PI);
        paint.fill();
        if (point.id === chosen) {
          paint.strokeStyle = ring;
          paint.lineWidth = 2;
          paint.beginPath();
          paint.arc(place.x, place.y, 9, 0, 2 * Math.PI);
          paint.stroke();
        }
      }
    }
    drawing = share(now) < 1;
    if (drawing) requestAnimationFrame(draw);
  }

  function rgb(hex) {
    const digits = hex.replace('#', '');
    const full = digits.length === 3 ? [...digits].map(d => d + d).join('') : digits;
    return [0, 2, 4].map(i => parseInt(full.slice(i, i + 2), 16));
  }

  function nearest(event) {
    if (!bounds) return null;
    const box = canvas.getBoundingClientRect();
    const x = event.clientX - box.left, y = event.clientY - box.top, now = performance.now();
    let best = null, bestDistance = 14;
    for (const point of points.values()) {
      const place = placed(point, now);
      const distance = Math.hypot(place.x - x, place.y - y);
      if (distance < bestDistance) { best = { point, place }; bestDistance = distance; }
    }
    return best;
  }

  canvas.addEventListener('mousemove', event => {
    const found = nearest(event);
    tip.hidden = !found;
    if (found) {
      tip.textContent = `${found.point.id}, ${Math.round(found.point.age / 1000)} s ago`;
      tip.style.left = `${Math.min(found.place.x + 10, canvas.clientWidth - 160)}px`;
      tip.style.top = `${Math.max(0, found.place.y - 30)}px`;
    }
  });
  canvas.addEventListener('mouseleave', () => { tip.hidden = true; });
  canvas.addEventListener('click', event => {
    const found = nearest(event);
    if (found) choose(found.point.id);
  });
  function again() { if (!drawing) { drawing = true; requestAnimationFrame(draw); } }
  addEventListener('resize', again);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again);

  return { show, onChoose(handler) { choose = handler; }, mark(id) { chosen = id; again(); } };
})();
