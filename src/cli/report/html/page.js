(function () {
  'use strict';
  var search = document.querySelector('.tools input[type=search]');
  var shown = document.querySelector('.tools output');
  var rows = Array.from(document.querySelectorAll('.objects tbody'));
  var texts = rows.map(function (row) {
    var findings = row.querySelector('.findings');
    return (row.rows[0].textContent + ' ' + (findings ? findings.textContent : '')).toLowerCase();
  });
  search.hidden = false;
  search.addEventListener('input', function () {
    var words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    rows.forEach(function (row, index) {
      row.hidden = !words.every(function (word) { return texts[index].includes(word); });
    });
    var left = rows.filter(function (row) { return !row.hidden; }).length;
    shown.textContent = words.length ? left + ' of ' + rows.length : '';
  });
  // Paper cannot be opened; of a long report only what is open is printed.
  var opened = [];
  addEventListener('beforeprint', function () {
    var closed = Array.from(document.querySelectorAll('details:not([open])'));
    opened = rows.length > 20 ? [] : closed;
    opened.forEach(function (one) { one.open = true; });
  });
  addEventListener('afterprint', function () {
    opened.forEach(function (one) { one.open = false; });
  });
}());
