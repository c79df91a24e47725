"use strict";
/* Draws a table of figures as bars: the words of its rows, and the columns marked data-drawn. The table is
   the source, so what is drawn is what stands there; without a script the table remains. */
(() => {
  const colours = ["--accent-500", "--late", "--done"];
  const style = getComputedStyle(document.documentElement);
  for (const canvas of document.querySelectorAll("canvas[data-table]")) {
    const table = document.getElementById(canvas.dataset.table);
    if (!table || typeof Chart === "undefined") continue;
    const rows = [...table.tBodies[0].rows].filter((row) => row.cells.length > 1);
    const drawn = [...table.tHead.rows[0].cells].filter((cell) => "drawn" in cell.dataset);
    new Chart(canvas, {
      type: "bar",
      data: {
        labels: rows.map((row) => row.cells[0].textContent.trim()),
        datasets: drawn.map((head, n) => ({
          label: head.textContent.trim(),
          data: rows.map((row) => Number(row.cells[head.cellIndex].textContent.trim() || 0)),
          backgroundColor: style.getPropertyValue(colours[n % colours.length]).trim(),
          maxBarThickness: 26,
        })),
      },
      options: { animation: false, responsive: true, maintainAspectRatio: false, indexAxis: "y", scales: { x: { beginAtZero: true, ticks: { precision: 0 } } } },
    });
  }
})();
