// Charts of the report: time series by uPlot (canvas), mark-outs and the profit split as SVG.
"use strict";

const charts = (() => {
  const style = getComputedStyle(document.documentElement);
  const colour = name => style.getPropertyValue(`--${name}`).trim();
  const utc = seconds => uPlot.tzDate(new Date(seconds * 1e3), "Etc/UTC");
  const live = [];  // every uPlot on the page

  // series: {label, values, colour, width, dash, step, spanGaps};
  // bands: [[upper, lower]] as series indices; group: charts that share cursor and zoom.
  function time(host, {t, series, bands = [], height = 190, precision = 5, group, draw}) {
    host.replaceChildren();
    if (t.length < 2) {
      host.textContent = "No samples.";
      return;
    }
    const axis = {stroke: colour("quiet"), grid: {stroke: colour("grid"), width: 1},
      ticks: {stroke: colour("rule"), width: 1, size: 4}, font: "11px system-ui, sans-serif"};
    const chart = new uPlot({
      width: host.clientWidth, height, tzDate: utc,
      cursor: {sync: group ? {key: group, filters: {pub: isMove}} : undefined, points: {size: 5},
        y: false},
      scales: {y: {range: (u, low, high) => low == null ? [0, 1] : padded(low, high)}},
      axes: [
        {...axis, space: 56, size: 28, 
          values: (u, ticks, i, space, step) => ticks.map(tick => clock(tick, step))},
        {...axis, size: 68, space: 30, values: (u, ticks) => ticks.map(tick => digits(tick, 8))},
      ],
      series: [
        {label: "UTC", value: (u, v) => v == null ? "–" : instant(v)},
        ...series.map(s => ({label: s.label, stroke: colour(s.colour), width: s.width ?? 1.2,
          dash: s.dash, points: {show: false}, spanGaps: s.spanGaps ?? false,
          paths: s.step ? uPlot.paths.stepped({align: 1}) : undefined,
          value: (u, v) => digits(v, precision)})),
      ],
      legend: {markers: {width: 2, dash: (u, i) => u.series[i].dash?.length ? "dashed" : "solid"}},
      bands: bands.map(pair => ({series: pair, fill: colour("band")})),
      hooks: {draw: draw ? [draw] : [], setScale: group ? [zoomTogether] : []},
    }, [t, ...series.map(s => s.values)], host);
    chart.group = group;
    live.push(chart);
  }

  // uPlot shares the cursor itself; the zoomed range of one chart is handed to its group here.
  let zooming = false;
  function zoomTogether(from, key) {
    if (key !== "x" || zooming) return;
    zooming = true;
    const {min: low, max: high} = from.scales.x;
    for (const chart of live) {
      const {min, max} = chart.scales.x;
      if (chart !== from && chart.group === from.group && (min !== low || max !== high)) {
        chart.setScale("x", {min: low, max: high});
      }
    }
    zooming = false;
  }

  const isMove = type => type === "mousemove" || type === "mouseleave";
  const instant = seconds => new Date(seconds * 1e3).toISOString().slice(0, 19).replace("T", " ");

  function padded(low, high) {
    const room = (high - low) * 0.06 || Math.abs(high) * 1e-4 || 1;
    return [low - room, high + room];
  }

  function clock(seconds, step) {
    const text = new Date(seconds * 1e3).toISOString();
    return step >= 86400 ? text.slice(5, 10) : step >= 60 ? text.slice(11, 16) : text.slice(11, 19);
  }

  // A bid's fill points up and is full, an ask's points down and is hollow, a taker's is a cross.
  function fillMarks(fills) {
    return u => {
      const {ctx, bbox} = u;
      const size = 4.5 * devicePixelRatio;
      ctx.save();
      ctx.beginPath();
      ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
      ctx.clip();
      ctx.lineWidth = 1.3 * devicePixelRatio;
      fills.t.forEach((t, i) => {
        if (t < u.scales.x.min || t > u.scales.x.max) return;
        const x = u.valToPos(t, "x", true), y = u.valToPos(fills.price[i], "y", true);
        const down = fills.ask[i] ? 1 : -1;
        ctx.strokeStyle = ctx.fillStyle = colour(fills.ask[i] ? "ask" : "bid");
        ctx.beginPath();
        if (fills.taker[i]) {
          ctx.moveTo(x - size, y - size); ctx.lineTo(x + size, y + size);
          ctx.moveTo(x + size, y - size); ctx.lineTo(x - size, y + size);
          ctx.stroke();
          return;
        }
        ctx.moveTo(x, y + down * size);
        ctx.lineTo(x - size, y - down * size); ctx.lineTo(x + size, y - down * size);
        ctx.closePath();
        if (fills.ask[i]) {
          ctx.fillStyle = colour("paper");
          ctx.fill(); ctx.stroke();
        } else {
          ctx.fill();
        }
      });
      ctx.restore();
    };
  }

  function svg(tag, attributes, text) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (text != null) node.textContent = text;
    return node;
  }

  function line(root, x1, y1, x2, y2, name, width = 1) {
    root.append(svg("line", {x1, y1, x2, y2, stroke: colour(name), "stroke-width": width}));
  }

  function label(root, x, y, text, anchor = "start", kind = "soft") {
    root.append(svg("text", {x, y, "text-anchor": anchor, class: kind}, text));
  }

  function niceTicks(low, high, count) {
    const raw = (high - low) / count || 1, power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map(m => m * power).find(s => s >= raw);
    const ticks = [];
    for (let k = Math.ceil(low / step); k * step <= high; ++k) {
      ticks.push(Number((k * step).toPrecision(12)));  // 0.3, not 0.30000000000000004
    }
    return ticks;
  }

  function markouts(host, curves) {
    const sides = [["bid", "bid", "4 0"], ["ask", "ask", "5 3"]];
    const width = host.clientWidth, height = 200, left = 58, bottom = 34, top = 8;
    const reach = sides.flatMap(([side]) => curves[side].mean_bps.flatMap((mean, i) => {
      const error = curves[side].error_bps[i] ?? 0;
      return mean == null ? [] : [mean - error, mean + error];
    }));
    host.replaceChildren();
    if (!reach.length) {
      host.textContent = "No maker fills.";
      return;
    }
    const [low, high] = padded(Math.min(0, ...reach), Math.max(0, ...reach));
    const x = i => left + (width - left - 20) * (0.12 + 0.38 * i);
    const y = v => top + (height - top - bottom) * (high - v) / (high - low);
    const root = svg("svg", {height, viewBox: `0 0 ${width} ${height}`});
    for (const tick of niceTicks(low, high, 5)) {
      line(root, left, y(tick), width - 10, y(tick), tick === 0 ? "mid" : "grid");
      label(root, left - 8, y(tick) + 4, digits(tick), "end");
    }
    curves.horizons_s.forEach((s, i) => label(root, x(i), height - 18, `${s} s`, "middle"));
    label(root, x(1), height - 3, "after the fill", "middle");
    sides.forEach(([side, name, dash], k) => {
      const {mean_bps, error_bps} = curves[side], shift = 12 * k - 6;
      const known = mean_bps.map((v, i) => [v, i]).filter(([v]) => v != null);
      const points = known.map(([v, i]) => `${x(i) + shift},${y(v)}`).join(" ");
      root.append(svg("polyline", {points, fill: "none", stroke: colour(name), "stroke-width": 1.8,
        "stroke-dasharray": dash}));
      for (const [v, i] of known) {
        const error = error_bps[i] ?? 0, at = x(i) + shift;
        line(root, at, y(v - error), at, y(v + error), name, 1.5);
        root.append(svg("circle", {cx: at, cy: y(v), r: 3.5, stroke: colour(name),
          "stroke-width": 1.5, fill: colour(side === "ask" ? "paper" : name)}));
      }
      if (known.length) {
        const [v, i] = known.at(-1);
        label(root, x(i) + 18, y(v) + 4, side, "start", "");
      }
    });
    host.append(root);
  }

  // rows: {name, parts: [signed USD]}; names: what the parts are called.
  function stacked(host, rows, names) {
    const width = host.clientWidth, left = 84, right = 86, step = 24, top = 4, bottom = 22;
    const height = top + bottom + rows.length * step;
    const sum = (parts, sign) => parts.reduce((total, v) => total + Math.max(sign * v, 0), 0);
    const high = Math.max(...rows.map(r => sum(r.parts, 1)), 1e-9) * 1.02;
    const low = -Math.max(...rows.map(r => sum(r.parts, -1)), 1e-9) * 1.02;
    const x = v => left + (width - left - right) * (v - low) / (high - low);
    const root = svg("svg", {height, viewBox: `0 0 ${width} ${height}`});
    for (const tick of niceTicks(low, high, width < 600 ? 3 : 8)) {
      line(root, x(tick), top, x(tick), height - bottom, "grid");
      label(root, x(tick), height - 6, digits(tick), "middle");
    }
    rows.forEach((row, i) => {
      const y = top + i * step + 4;
      const end = {"1": 0, "-1": 0};  // where the stack of each sign has come to
      label(root, 0, y + 12, row.name, "start", "");
      row.parts.forEach((v, k) => {
        if (!v) return;
        const from = x(end[Math.sign(v)]), to = x(end[Math.sign(v)] += v);
        const bar = svg("rect", {x: Math.min(from, to), width: Math.abs(to - from), y,
          height: step - 8, fill: colour(`p${k + 1}`), stroke: colour("paper"),
          "stroke-width": 0.7});
        bar.append(svg("title", {}, `${row.name}, ${names[k]}: ${signed(v)} USD`));
        root.append(bar);
      });
      const total = row.parts.reduce((a, b) => a + b, 0);
      line(root, x(total), y - 3, x(total), y + step - 5, "ink", 2.5);
      label(root, width, y + 12, signed(total), "end", "");
    });
    line(root, x(0), top, x(0), height - bottom, "mid");
    host.replaceChildren(root);
  }

  function clear() {
    live.splice(0).forEach(chart => chart.destroy());
  }

  return {time, markouts, stacked, fillMarks, clear};
})();
