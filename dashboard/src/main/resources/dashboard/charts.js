'use strict';
// Charts by uPlot, in the colours of the page; drawn anew when the colour scheme or the width changes.

const charts = (() => {
  const all = [];
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const clock = seconds => new Date(seconds * 1000).toLocaleTimeString('en-GB');

  function axis(more) {
    return Object.assign({
      stroke: colour('--soft'),
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { show: false },
      font: '12px system-ui, sans-serif',
    }, more);
  }

  /** series: [{label, colour, value}]; options.x: how an x value is written, time of day unless given. */
  function chart(id, series, options = {}) {
    const element = document.getElementById(id);
    const own = { element, plot: null, data: null };

    function build() {
      if (own.plot) own.plot.destroy();
      own.plot = new uPlot({
        width: Math.max(240, element.clientWidth),
        height: 200,
        cursor: { y: false },
        legend: { live: !options.bars },
        scales: { x: { time: !options.x, range: options.bars ? (u, low, high) => [low - 0.6, high + 0.6] : undefined }, y: { range: options.range || ((u, low, high) => [0, Math.max(high || 0, options.least || 1) * 1.08]) } },
        axes: [
          axis(options.x
            ? { values: (u, ticks) => ticks.map(options.x), splits: options.splits, grid: { show: false }, space: options.bars ? 10 : 50 }
            : { values: (u, ticks) => ticks.map(clock), grid: { show: false }, space: 80 }),
          axis({ values: (u, ticks) => ticks.map(options.y || String), size: 56 }),
        ],
        series: [
          options.x ? { label: options.xLabel || '' } : { label: 'time', value: (u, at) => at == null ? '–' : clock(at) },
          ...series.map(one => ({
            label: one.label,
            stroke: colour(one.colour),
            fill: options.bars ? colour(one.colour) : undefined,
            width: options.bars ? 0 : 2,
            spanGaps: Boolean(options.spanGaps),
            paths: options.bars ? uPlot.paths.bars({ size: [0.8, 60] }) : undefined,
            points: { show: options.points || false, size: 5 },
            value: (u, value) => value == null ? '–' : one.value ? one.value(value) : String(value),
          })),
        ],
      }, own.data, element);
    }

    own.show = (data, summary) => {
      own.data = data;
      if (summary) element.setAttribute('aria-label', summary);
      if (own.plot) own.plot.setData(data); else build();
    };
    own.rebuild = () => { if (own.data) build(); };
    all.push(own);
    return own;
  }

  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => all.forEach(one => one.rebuild()));
  let waiting = 0;
  addEventListener('resize', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => all.forEach(one => {
      if (one.plot && one.element.clientWidth > 0) one.plot.setSize({ width: Math.max(240, one.element.clientWidth), height: 200 });
    }), 150);
  });

  return { chart, colour };
})();
