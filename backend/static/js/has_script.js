// Says to the style sheets that scripts run, before the first paint.
document.documentElement.classList.add("has-script");
