/* The keypad at the gate: three digits are a temperature (365 is 36.5), and the next line follows by itself. */
(function () {
  'use strict';
  var form = document.querySelector('[data-keypad]');
  if (!form) return;
  var fields = Array.prototype.slice.call(form.querySelectorAll('.reading'));

  function next(field) {
    var following = fields[fields.indexOf(field) + 1];
    if (following) following.focus();
  }

  form.addEventListener('input', function (event) {
    var field = event.target;
    if (fields.indexOf(field) < 0) return;
    if (/^[34]\d\d$/.test(field.value)) {
      field.value = field.value.slice(0, 2) + '.' + field.value.slice(2);
      next(field);
    } else if (/^[34]\d\.\d$/.test(field.value)) {
      next(field);
    }
  });

  form.addEventListener('keydown', function (event) {
    if (event.key === 'Enter' && fields.indexOf(event.target) >= 0) {
      event.preventDefault();
      next(event.target);
    }
  });
})();
