'use strict';
// Asks for the state once a second and shows it. Ids and messages come from topics that anybody may have written to: text only, never markup.

const byId = id => document.getElementById(id);
const number = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const setText = (id, text) => { const element = byId(id); if (element.textContent !== text) element.textContent = text; };

function millis(value) {
  if (value == null) return '–';
  if (value < 1000) return `${number.format(value)} ms`;
  return `${(value / 1000).toFixed(value < 10000 ? 1 : 0)} s`;
}

function ago(ms) {
  if (ms < 0) return 'now';
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86400)} d ago`;
}

// Times and numbers come from topics that anybody may have written to: what cannot be shown is a dash.
const utc = ms => Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString().replace('T', ' ').slice(0, 19) : '–';
const fixed = (value, digits) => value == null ? '–' : value.toFixed(digits);
const rounded = value => value == null ? '–' : String(+value.toFixed(3));

function cell(text, numeric) {
  const td = document.createElement('td');
  td.textContent = text;
  if (numeric) td.className = 'n';
  return td;
}

/** A cell of words, which may wrap. */
function text(words) {
  const td = cell(words);
  td.className = 'text';
  return td;
}

function rows(id, list, cells) {
  byId(id).replaceChildren(...list.map(one => {
    const tr = document.createElement('tr');
    tr.append(...cells(one));
    return tr;
  }));
}

function paragraph(words, className) {
  const p = document.createElement('p');
  p.textContent = words;
  if (className) p.className = className;
  return p;
}

/** [[name, value, text]] as bars; text only where there is nothing. */
function bars(id, list, nothing) {
  const holder = byId(id);
  if (!list.length) {
    holder.replaceChildren(paragraph(nothing, 'empty'));
    return;
  }
  const most = Math.max(...list.map(one => one[1]));
  const grid = document.createElement('div');
  grid.className = 'bars';
  for (const [name, value, text] of list) {
    const label = document.createElement('span');
    label.textContent = name;
    const meter = document.createElement('meter');
    meter.max = most;
    meter.value = value;
    meter.setAttribute('aria-label', `${name}: ${text}`);
    const amount = document.createElement('span');
    amount.className = 'n';
    amount.textContent = text;
    grid.append(label, meter, amount);
  }
  holder.replaceChildren(grid);
}

const throughput = charts.chart('throughput', [
  { label: 'interactions/s', colour: '--first' }, { label: 'embeddings/s', colour: '--second' }, { label: 'dead letters/s', colour: '--bad' },
]);
const lift = charts.chart('lift', [
  { label: 'published', colour: '--first', value: v => v.toFixed(4) }, { label: 'un-adapted', colour: '--third', value: v => v.toFixed(4) },
], { range: (u, low, high) => low == null ? [0.4, 1] : [Math.max(0, Math.min(0.5, low) - 0.02), Math.min(1, high + 0.04)], y: v => v.toFixed(2) });
const freshness = charts.chart('freshness', [
  { label: 'median, ms', colour: '--first' }, { label: 'p99, ms', colour: '--second' },
], { spanGaps: true, least: 10 });
const distribution = charts.chart('distribution', [{ label: 'interactions', colour: '--first' }], {
  bars: true, xLabel: 'ms at most', x: i => bucketNames[i] ?? '', splits: () => bucketNames.map((name, i) => i),
});
const losses = charts.chart('losses', [
  { label: 'before the inner loop', colour: '--third', value: v => v.toFixed(4) }, { label: 'after', colour: '--first', value: v => v.toFixed(4) },
], { points: true, least: 0.1, spanGaps: true });
const drift = charts.chart('drift', [{ label: 'distance from the embedding before', colour: '--second', value: v => v.toFixed(4) }], { points: true, least: 0.01, spanGaps: true });
let bucketNames = [];

function lastTen(values) {
  return values.slice(-10).reduce((sum, value) => sum + value, 0) / 10;
}

function show(state) {
  const flow = state.throughput, fresh = state.freshness;
  showStatus(state, flow.interactions_total + flow.embeddings_total);
  setText('topic', state.topic);
  setText('now-interactions', number.format(lastTen(flow.interactions)));
  setText('now-embeddings', number.format(lastTen(flow.embeddings)));
  setText('now-p50', millis(fresh.p50_ms));
  setText('now-p99', millis(fresh.p99_ms));
  setText('now-p99-of', fresh.interactions ? `of ${number.format(fresh.interactions)} interactions` : 'of no interactions yet');
  const dead = Object.entries(state.dead_letters.by_cause);
  setText('now-dead', number.format(dead.reduce((sum, one) => sum + one[1], 0)));

  throughput.show([flow.seconds, flow.interactions, flow.embeddings, flow.dead_letters],
    `Throughput: ${number.format(lastTen(flow.interactions))} interactions and ${number.format(lastTen(flow.embeddings))} embeddings a second`);
  freshness.show([fresh.seconds, fresh.p50_by_second_ms, fresh.p99_by_second_ms],
    `Freshness: median ${millis(fresh.p50_ms)}, 99th percentile ${millis(fresh.p99_ms)}, longest ${millis(fresh.max_ms)}`);
  bucketNames = [...fresh.bounds_ms.map(bound => bound < 1000 ? String(bound) : `${bound / 1000}k`), 'more'];
  distribution.show([bucketNames.map((name, i) => i), fresh.histogram],
    `Freshness distribution: ${bucketNames.map((name, i) => `${name}: ${fresh.histogram[i]}`).join(', ')}`);
  showLift(state.lift, Object.keys(state.snapshots.entities_by_version).map(Number), state.snapshot_trouble);
  map.show(state.map);
  showRecent(state.map.slice(0, 8).map(one => one.id));
  showJobs(state);
  showDeadLetters(state.dead_letters, dead);
  setText('read', `${number.format(flow.interactions_total)} interactions and ${number.format(flow.embeddings_total)} embeddings read, `
    + `${number.format(state.entities)} entities kept${state.unreadable_records ? `, ${number.format(state.unreadable_records)} records that cannot be read` : ''}.`);
}

let readBefore = null;

/** What is read is behind where more than two seconds of reading are left: then the rates shown are too small. */
function showStatus(state, read) {
  const inASecond = readBefore ? (read - readBefore.read) / Math.max(0.5, (state.now_ms - readBefore.now) / 1000) : Infinity;
  readBefore = { read, now: state.now_ms };
  const behind = state.behind_records > Math.max(5000, 2 * inASecond);
  byId('status').className = state.trouble || behind ? 'chip bad' : 'chip good';
  setText('status', state.trouble ?? (behind ? `${number.format(state.behind_records)} records behind` : 'following the topics'));
}

function showLift(values, versions, trouble) {
  const empty = byId('lift-empty');
  // A page that stays open can see its server start anew, with a model or without.
  byId('lift').hidden = !values.available;
  if (!values.available) {
    empty.hidden = false;
    empty.textContent = 'No predictions without the model: start the page with --snapshot DIRECTORY.';
    return;
  }
  const newest = Math.max(...versions);
  byId('lift-note').hidden = !(newest > values.model_version);
  setText('lift-note', `Un-adapted is of snapshot version ${values.model_version}, published up to version ${newest}: ${trouble ?? 'being loaded'}.`);
  const last = values.seconds.length - 1;
  const published = values.auc_published[last], unadapted = values.auc_unadapted[last];
  const known = published != null && unadapted != null;
  setText('now-lift', known ? `${published >= unadapted ? '+' : '−'}${Math.abs(published - unadapted).toFixed(3)}` : '–');
  empty.hidden = known;
  empty.textContent = known ? '' : 'No predictions yet: an entity must have an embedding before it acts.';
  lift.show([values.seconds, values.auc_published, values.auc_unadapted],
    known ? `Area under the curve: ${published.toFixed(4)} published, ${unadapted.toFixed(4)} un-adapted, of ${number.format(values.predictions)} predictions` : 'Prediction quality: no predictions yet');
}

let recentShown = '';
function showRecent(ids) {
  const joined = ids.join('\n');
  // Buttons that are replaced lose the focus of who is about to press them.
  if (joined === recentShown || byId('recent').contains(document.activeElement)) return;
  recentShown = joined;
  byId('recent').replaceChildren(...ids.map(id => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = id;
    button.addEventListener('click', () => lookUp(id));
    return button;
  }));
  if (!ids.length) byId('recent').textContent = 'nobody yet';
}

function showJobs(state) {
  const jobs = state.jobs.map(job => {
    const rollout = Object.entries(job.counts).filter(([name, count]) => name.startsWith('rollout_members') && count).map(([, count]) => `, ${number.format(count)} re-adapted by rollouts`).join('');
    return paragraph(`${job.name}: ${job.ended ? 'ended' : job.overdue ? 'OVERDUE' : 'alive'}, heartbeat ${ago(job.age_ms)}, ${job.reporting} of ${job.subtasks} subtasks, `
      + `snapshot version ${job.model_version ?? 'unknown'}, publishing to ${job.embeddings_topic}${rollout}`);
  });
  byId('jobs').replaceChildren(...(jobs.length ? jobs : [paragraph('No heartbeat.', 'empty')]));
  const versions = Object.entries(state.snapshots.entities_by_version).map(([version, count]) => [version, Number(count)]);
  const all = versions.reduce((sum, one) => sum + one[1], 0);
  bars('versions', versions.map(([version, count]) => [`version ${version}`, count, `${number.format(count)} (${Math.round(100 * count / all)} %)`]), 'No embedding yet.');
  rows('announced', state.snapshots.announced, one => [cell(one.model), cell(String(one.version), true), cell(`${utc(one.activated_at_ms)} UTC`)]);
}

function showDeadLetters(values, causes) {
  bars('causes', causes.sort((a, b) => b[1] - a[1]).map(([cause, count]) => [cause, count, number.format(count)]), 'None seen.');
  byId('letters').closest('.scroll').hidden = !values.newest.length;
  rows('letters', values.newest, one => [cell(ago(one.age_ms)), cell(one.cause), text(one.message), cell(one.source)]);
}

// One entity

let looked = null;

async function lookUp(id) {
  looked = id;
  byId('lookup-id').value = id;
  map.mark(id);
  history.replaceState(null, '', `#${encodeURIComponent(id)}`);
  await refreshEntity();
}

async function refreshEntity() {
  if (looked == null) return;
  const id = looked;
  const answer = await fetch(`entity?id=${encodeURIComponent(id)}`);
  if (id !== looked) return;
  const empty = byId('entity-empty');
  if (!answer.ok) {
    byId('entity').hidden = true;
    empty.hidden = false;
    setText('entity-empty', `Nothing of '${id}' among what this page has read.`);
    return;
  }
  const entity = await answer.json();
  if (id !== looked) return;
  empty.hidden = true;
  // Shown before it is filled: a chart is as wide as its place.
  byId('entity').hidden = false;
  try {
    showEntity(entity);
  } catch (error) {
    console.error(error);
    byId('entity').hidden = true;
    empty.hidden = false;
    setText('entity-empty', `'${id}' cannot be shown: ${error.message}`);
  }
}

function showEntity(entity) {
  const newest = entity.publications[entity.publications.length - 1];
  const facts = newest ? [
    ['id', entity.id],
    ['published', ago(entity.now_ms - newest.written_at_ms)],
    ['because of', newest.reason],
    ['as of', `${utc(newest.as_of_ms)} UTC`],
    ['snapshot version', String(newest.model_version)],
    ['rows in the support set', String(newest.support_size)],
    ['support loss', newest.loss_before == null ? 'no rows' : `${fixed(newest.loss_before, 4)} → ${fixed(newest.loss_after, 4)}`],
    ['embedding', `${entity.embedding.slice(0, 4).map(v => v.toFixed(3)).join(', ')}${entity.embedding.length > 4 ? ' …' : ''} (${entity.embedding.length} values)`],
  ] : [['id', entity.id], ['published', 'nothing seen']];
  byId('entity-facts').replaceChildren(...facts.map(([name, value]) => {
    const div = document.createElement('div'), dt = document.createElement('dt'), dd = document.createElement('dd');
    dt.textContent = name;
    dd.textContent = value;
    div.append(dt, dd);
    return div;
  }));
  const times = distinct(entity.publications.map(one => one.written_at_ms / 1000));
  losses.show([times, entity.publications.map(one => one.loss_before), entity.publications.map(one => one.loss_after)],
    newest && newest.loss_before != null ? `Support loss: ${fixed(newest.loss_before, 4)} before and ${fixed(newest.loss_after, 4)} after the inner loop` : 'Support loss: none yet');
  drift.show([times, entity.publications.map(one => one.drift)], newest && newest.drift != null ? `Drift: ${fixed(newest.drift, 4)} last` : 'Drift: none yet');
  rows('publications', [...entity.publications].reverse(), one => [
    cell(ago(entity.now_ms - one.written_at_ms)), cell(one.reason), cell(String(one.model_version), true), cell(String(one.support_size), true),
    cell(fixed(one.loss_before, 4), true), cell(fixed(one.loss_after, 4), true), cell(fixed(one.drift, 4), true)]);
  const other = entity.interactions.length && entity.interactions[0].item_id === entity.id && entity.interactions[0].member_id !== entity.id ? 'member_id' : 'item_id';
  setText('other-side', other === 'item_id' ? 'item' : 'member');
  rows('interactions', [...entity.interactions].reverse(), one => [
    cell(utc(one.event_time_ms)), cell(one[other]), cell(rounded(one.label), true), cell(rounded(one.weight), true)]);
}

/** A chart needs increasing times; two publications can share a millisecond. */
function distinct(times) {
  let last = -Infinity;
  return times.map(time => last = time > last ? time : last + 0.0005);
}

byId('lookup').addEventListener('submit', event => {
  event.preventDefault();
  const id = byId('lookup-id').value.trim();
  if (id) lookUp(id);
});

byId('lookup-id').addEventListener('input', async () => {
  const answer = await fetch(`ids?prefix=${encodeURIComponent(byId('lookup-id').value.trim())}`);
  const ids = await answer.json();
  byId('ids').replaceChildren(...ids.map(id => { const option = document.createElement('option'); option.value = id; return option; }));
});

map.onChoose(lookUp);

function showTrouble(words) {
  byId('status').className = 'chip bad';
  setText('status', words);
}

async function tick() {
  try {
    const answer = await fetch('state');
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const state = await answer.json();
    try {
      show(state);
    } catch (error) {
      console.error(error);
      showTrouble(`what the server answered cannot be shown (${error.message})`);
    }
    await refreshEntity();
    document.body.dataset.updates = String(Number(document.body.dataset.updates ?? 0) + 1);
  } catch (error) {
    showTrouble(`no answer from the page’s server (${error.message})`);
  }
  setTimeout(tick, 1000);
}

function idInAddress() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return '';
  }
}

if (idInAddress()) lookUp(idInAddress());
tick();
