'use strict';
// Draws the charts of a report from the JSON in the page, and fills the tables of their numbers when they are opened.
(() => {
  const data = JSON.parse(document.getElementById('figures').textContent);
  const font = getComputedStyle(document.body).fontFamily;

  // Colours are CSS variables, so that themes and print follow the style sheet without drawing anew.
  const color = name => `var(--${name})`;

  // Numbers as in the tables: five significant digits, thousands apart.
  function figure(value) {
    if (value === null || !Number.isFinite(value)) return 'n/a';
    if (value === 0) return '0';
    const size = Math.abs(value);
    if (size < 1e-4 || size >= 1e9) return value.toExponential(3);
    const whole = Math.max(1, Math.floor(Math.log10(size)) + 1);
    const decimals = size >= 1 ? Math.max(0, 5 - whole) : 5;
    return value.toLocaleString('en-US', {minimumFractionDigits: decimals, maximumFractionDigits: decimals});
  }

  // Ends of an axis that are no round numbers stay without a label.
  const noEnds = {showMinLabel: false, showMaxLabel: false};

  // Short, for axes.
  function tick(value) {
    if (value === 0) return '0';
    const size = Math.abs(value);
    if (size < 1e-4 || size >= 1e7) return value.toExponential().replace(/(\.\d{3})\d+/, '$1');
    return Number(value.toPrecision(6)).toLocaleString('en-US', {maximumFractionDigits: 6});
  }

  const count = value => value.toLocaleString('en-US');
  const percent = value => Number.isFinite(value) ? (100 * value).toFixed(value !== 0 && Math.abs(value) < 0.01 ? 2 : 1) + ' %' : 'n/a';
  const escaped = text => echarts.format.encodeHTML(text);

  // ---- What all charts have alike -------------------------------------------------------------------------------

  const label = more => ({color: color('quiet'), fontSize: 11, hideOverlap: true, formatter: tick, ...more});

  function axis(more) {
    return {
      type: 'value',
      nameLocation: 'middle',
      nameTextStyle: {color: color('quiet'), fontSize: 12},
      axisLabel: label(),
      axisLine: {show: true, onZero: false, lineStyle: {color: color('quiet')}},
      axisTick: {show: true, lineStyle: {color: color('quiet')}},
      splitLine: {show: true, lineStyle: {color: color('grid')}},
      minorSplitLine: {show: false},
      axisPointer: {show: false},
      ...more,
    };
  }

  function chart(options) {
    return {
      animation: false,
      textStyle: {fontFamily: font},
      ...options,
      tooltip: {
        confine: true,
        backgroundColor: color('tip'),
        borderColor: color('line'),
        textStyle: {color: color('ink'), fontSize: 13},
        ...options.tooltip,
      },
    };
  }

  // Hovering would change colours, which the library cannot compute from variables.
  const still = {emphasis: {disabled: true}, select: {disabled: true}};

  // A dashed line at a value of the x axis, with a word at its end.
  function line(value, text, name, position) {
    return {
      xAxis: value,
      lineStyle: {color: color(name), type: 'dashed', width: 1.5},
      label: {show: text !== '', formatter: text, color: color(name), fontSize: 11, position: position || 'end', distance: 4},
    };
  }

  // The outline of a histogram: from the left edge of each bin at its height, down to zero at the end.
  function outline(bins, height) {
    const width = (bins.to - bins.from) / bins.counts.length;
    const points = [[bins.from, 0]];
    bins.counts.forEach((n, i) => points.push([bins.from + i * width, height(n)], [bins.from + (i + 1) * width, height(n)]));
    points.push([bins.to, 0]);
    return points;
  }

  function binAt(bins, x) {
    const width = (bins.to - bins.from) / bins.counts.length;
    const i = Math.min(bins.counts.length - 1, Math.max(0, Math.floor((x - bins.from) / width)));
    return {from: bins.from + i * width, to: bins.from + (i + 1) * width, count: bins.counts[i]};
  }

  function histogram(bins, options) {
    // A single row among thousands would not show: what is not empty has a height.
    const least = 0.012 * Math.max(...bins.counts);
    const height = options.height || (n => n === 0 ? 0 : Math.max(n, least));
    return chart({
      grid: {left: 62, right: 32, top: 30, bottom: 46},
      xAxis: axis({name: options.xName, nameGap: 28, min: options.min, max: options.max, axisLabel: label(options.min === undefined ? {} : noEnds), splitLine: {show: false}, axisPointer: {show: true, type: 'line', label: {show: false}, lineStyle: {color: color('quiet')}}}),
      yAxis: axis({name: options.yName, nameGap: 46, min: 0, minInterval: 1, ...options.yAxis}),
      tooltip: {
        trigger: 'axis',
        formatter: ([point]) => {
          const bin = binAt(bins, point.axisValue);
          return `${figure(bin.from)} to ${figure(bin.to)}<br><b>${count(bin.count)}</b> ${options.what}`;
        },
      },
      series: [{
        type: 'line',
        data: outline(bins, height),
        symbol: 'none',
        lineStyle: {color: color(options.color), width: 1.5, join: 'miter'},
        areaStyle: {color: color(options.color), opacity: 0.28},
        ...still,
        markArea: options.markArea,
        markLine: options.markLine && {symbol: 'none', silent: true, animation: false, data: options.markLine},
      }],
    });
  }

  // ---- The charts -----------------------------------------------------------------------------------------------

  const words = {actual: 'actual', float: 'float model', quantized: 'quantized'};

  // Both panels of a target have the same ends, so that they can be compared.
  function ends(points) {
    const all = ['actual', 'float', 'quantized'].flatMap(key => points[key] || []).filter(value => value !== null);
    const low = Math.min(...all), high = Math.max(...all);
    const pad = high > low ? 0.03 * (high - low) : Math.abs(high) || 1;
    return [low - pad, high + pad];
  }

  function scatter(element, index) {
    const {x, y} = element.dataset;
    const {points} = data.targets[index];
    const [low, high] = ends(points);
    const rows = points.row.map((row, i) => ({value: [points[x][i], points[y][i]], i})).filter(p => !p.value.includes(null));
    // Rings and disks: apart without colour, too.
    const look = y === 'float' ? {color: 'none', borderColor: color('blue'), borderWidth: 1.3} : {color: color('red')};
    return chart({
      title: {text: words[y] === 'quantized' ? 'Quantized model' : 'Float model', left: 62, top: 0, textStyle: {color: color('ink'), fontSize: 13, fontWeight: 600}},
      grid: {left: 62, right: 18, top: 30, bottom: 46},
      xAxis: axis({name: words[x], nameGap: 28, min: low, max: high, axisLabel: label(noEnds)}),
      yAxis: axis({name: 'predicted', nameGap: 46, min: low, max: high, axisLabel: label(noEnds)}),
      tooltip: {
        trigger: 'item',
        formatter: ({data: {i}}) => [`<b>Row ${count(points.row[i])}</b>`]
            .concat(['actual', 'float', 'quantized'].filter(key => points[key]).map(key => `${words[key]}: ${figure(points[key][i])}`)).join('<br>'),
      },
      series: [{
        type: 'line', data: [[low, low], [high, high]], symbol: 'none', silent: true, ...still,
        lineStyle: {color: color('quiet'), type: 'dashed', width: 1},
      }, {
        type: 'scatter', data: rows, symbol: 'circle', symbolSize: 6, ...still,
        itemStyle: {...look, opacity: 0.65},
      }],
    });
  }

  function deviation(element, index) {
    const target = data.targets[index];
    return histogram(target.deviation, {color: 'blue', xName: 'quantized less float, in units', yName: 'rows', what: 'rows', markLine: [line(0, '', 'quiet')]});
  }

  function steps(element, index) {
    const bins = data.targets[index].steps;
    return histogram(bins, {
      color: 'red', xName: 'the same in steps of the output', yName: 'rows', what: 'rows',
      min: Math.min(bins.from, -0.6), max: Math.max(bins.to, 0.6),
      markLine: [line(-0.5, '', 'green'), line(0.5, '± ½ step', 'green')],
      markArea: {silent: true, itemStyle: {color: color('green'), opacity: 0.13}, data: [[{xAxis: -0.5}, {xAxis: 0.5}]]},
    });
  }

  // Logarithmic, but with 0 at the bottom, one power of ten below 1.
  const log = n => n === 0 ? 0 : 1 + Math.log10(n);

  function layer(element, index) {
    const {low, high, values} = data.layers[index];
    const pad = 0.04 * (Math.max(high, values.to) - Math.min(low, values.from));
    return histogram(values, {
      color: 'blue', xName: 'value', yName: 'values, logarithmic', what: 'values', height: log,
      min: Math.min(low, values.from) - pad, max: Math.max(high, values.to) + pad,
      yAxis: {interval: 1, max: Math.ceil(log(Math.max(...values.counts))) || 1, axisLabel: label({formatter: v => v === 0 ? '0' : tick(10 ** (v - 1))})},
      markLine: [line(low, '', 'green'), line(high, '', 'green')],
      markArea: {
        silent: true, itemStyle: {color: color('green'), opacity: 0.1}, data: [[{name: 'codes', xAxis: low}, {xAxis: high}]],
        label: {color: color('green'), fontSize: 11, position: 'top', distance: 4},
      },
    });
  }

  function waterfall(element) {
    const {bars, total, floor} = data.budget;
    element.style.height = `${bars.length * 30 + 120}px`;
    // Bars hang between running sums: an unseen one carries each.
    const rows = bars.map(bar => ({name: bar.name, base: Math.min(bar.start, bar.start + bar.share), size: Math.abs(bar.share), share: bar.share}))
        .concat({name: 'Total', base: 0, size: total, share: total, isTotal: true});
    return chart({
      grid: {left: 12, right: 76, top: 24, bottom: 46, containLabel: true},
      xAxis: axis({name: 'mean squared deviation', nameGap: 28, min: 0}),
      yAxis: {
        type: 'category', inverse: true, data: rows.map(row => row.name),
        axisLabel: {color: color('ink'), fontSize: 12, width: 210, overflow: 'truncate', interval: 0},
        axisLine: {lineStyle: {color: color('quiet')}}, axisTick: {show: false},
      },
      tooltip: {
        trigger: 'item',
        formatter: ({dataIndex}) => `${escaped(rows[dataIndex].name)}<br><b>${figure(rows[dataIndex].share)}</b>, ${percent(rows[dataIndex].share / total)}`,
      },
      series: [{
        type: 'bar', stack: 'sum', silent: true, data: rows.map(row => row.base), itemStyle: {color: 'none'}, barWidth: '62%', ...still,
      }, {
        type: 'bar', stack: 'sum', ...still,
        data: rows.map(row => ({
          value: row.size,
          // A share that makes up for others is hollow: apart without colour, too.
          itemStyle: row.isTotal ? {color: color('ink')}
              : row.share < 0 ? {color: color('paper'), borderColor: color('green'), borderWidth: 2, borderType: 'dashed'}
              : {color: color('blue')},
        })),
        label: {show: true, position: 'right', color: color('ink'), fontSize: 12, formatter: ({dataIndex}) => percent(rows[dataIndex].share / total)},
        markLine: floor > 0 ? {symbol: 'none', silent: true, animation: false, data: [line(floor, 'floor', 'red', 'start')]} : undefined,
      }],
    });
  }

  function worst(element, index) {
    const trials = data.worst[index];
    // Proven and found are the ends of a line: apart without colour, too.
    return chart({
      grid: {left: 76, right: 32, top: 30, bottom: 46},
      xAxis: axis({name: 'mean deviation on the test rows', nameGap: 28, min: 0}),
      yAxis: axis({type: 'log', name: 'worst case', nameGap: 58}),
      tooltip: {
        trigger: 'item',
        formatter: ({dataIndex}) => `ranges ${escaped(trials[dataIndex].ranges)}<br>at most <b>${figure(trials[dataIndex].bound)}</b>, found ${figure(trials[dataIndex].found)}<br>mean ${figure(trials[dataIndex].mean)}`,
      },
      series: [{
        type: 'scatter', data: trials.map(trial => [trial.mean, trial.found]), symbol: 'circle', symbolSize: 9, ...still,
        itemStyle: {color: 'none', borderColor: color('blue'), borderWidth: 1.5},
      }, {
        type: 'scatter', data: trials.map(trial => [trial.mean, trial.bound]), symbol: 'triangle', symbolSize: 9, ...still,
        itemStyle: {color: color('red')}, labelLayout: {hideOverlap: true, moveOverlap: 'shiftY'},
        label: {show: true, position: 'top', color: color('ink'), fontSize: 11, formatter: ({dataIndex}) => trials[dataIndex].ranges},
      }],
    });
  }

  const kinds = {scatter, deviation, steps, layer, worst, budget: waterfall};

  function draw(element) {
    const options = kinds[element.dataset.chart](element, Number(element.dataset.index));
    const drawn = echarts.init(element, null, {renderer: 'svg'});
    // Without a view box, paper cannot scale the chart.
    drawn.on('finished', () => {
      const svg = element.querySelector('svg');
      svg.setAttribute('viewBox', `0 0 ${svg.getAttribute('width')} ${svg.getAttribute('height')}`);
      svg.setAttribute('aria-hidden', 'true');
    });
    drawn.setOption(options);
    new ResizeObserver(() => {
      const changed = drawn.getWidth() !== element.clientWidth || drawn.getHeight() !== element.clientHeight;
      if (changed && !matchMedia('print').matches) drawn.resize();
    }).observe(element);
  }

  // ---- The numbers of the charts ----------------------------------------------------------------------------------

  function binRows(bins) {
    const width = (bins.to - bins.from) / bins.counts.length;
    return bins.counts.map((n, i) => [figure(bins.from + i * width), figure(bins.from + (i + 1) * width), count(n)]);
  }

  const numbers = {
    points: index => {
      const {points} = data.targets[index];
      const keys = ['actual', 'float', 'quantized'].filter(key => points[key]);
      return [{caption: 'Rows of the chart', head: ['row', ...keys.map(key => words[key])], rows: points.row.map((row, i) => [count(row), ...keys.map(key => figure(points[key][i]))])}];
    },
    deviation: index => {
      const target = data.targets[index];
      const tables = [{caption: 'Deviations in units', head: ['from', 'to', 'rows'], rows: binRows(target.deviation)}];
      if (target.steps) tables.push({caption: 'Deviations in steps', head: ['from', 'to', 'rows'], rows: binRows(target.steps)});
      return tables;
    },
    layer: index => [{caption: 'Values before they become codes', head: ['from', 'to', 'values'], rows: binRows(data.layers[index].values)}],
    budget: () => [{caption: 'Bars of the chart', head: ['source', 'begins at', 'share'], rows: data.budget.bars.map(bar => [bar.name, figure(bar.start), figure(bar.share)])}],
  };

  function cell(name, text, scope) {
    const element = document.createElement(name);
    element.textContent = text;
    if (scope) element.scope = scope;
    return element;
  }

  function table({caption, head, rows}) {
    const element = document.createElement('table');
    element.append(cell('caption', caption));
    element.createTHead().insertRow().append(...head.map(text => cell('th', text, 'col')));
    const body = element.createTBody();
    rows.forEach(([first, ...rest]) => body.insertRow().append(cell('th', first, 'row'), ...rest.map(text => cell('td', text))));
    return element;
  }

  // Thousands of cells are made only for those who want to see them.
  function fill(details) {
    const place = details.querySelector('.scroll');
    if (details.open && !place.hasChildNodes()) {
      place.append(...numbers[details.dataset.numbers](Number(details.dataset.index)).map(table));
    }
  }

  // ---- Buttons ------------------------------------------------------------------------------------------------------

  function themeButton() {
    const button = document.getElementById('theme');
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const isDark = () => (document.documentElement.dataset.theme || (dark.matches ? 'dark' : 'light')) === 'dark';
    const show = () => button.setAttribute('aria-pressed', String(isDark()));
    button.addEventListener('click', () => {
      document.documentElement.dataset.theme = isDark() ? 'light' : 'dark';
      show();
    });
    dark.addEventListener('change', show);
    show();
    button.hidden = false;
  }

  function copyButton(button) {
    const code = button.parentElement.querySelector('code');
    const label = button.innerHTML;
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = 'Copied';
        setTimeout(() => { button.innerHTML = label; }, 2000);
      } catch {
        // Where a browser does not allow it, the command is selected to be copied by hand.
        getSelection().selectAllChildren(code);
      }
    });
    button.hidden = false;
  }

  themeButton();
  document.querySelectorAll('.copy').forEach(copyButton);
  document.querySelectorAll('.numbers').forEach(details => details.addEventListener('toggle', () => fill(details)));
  document.querySelectorAll('[data-chart]').forEach(draw);
})();
