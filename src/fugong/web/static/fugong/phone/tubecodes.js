/* What the code on a tube looks like (testing/tubecodes.py): judged here too, so that a misread is heard of beside the tube. */
const SIGNS_43 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%";
const ONE = { "#": /^[0-9]$/, "@": /^[A-Z]$/, "*": /^[0-9A-Z]$/ };

export const cleanTube = (text) => text.replace(/\s/g, "").toUpperCase();

function fits(shape, code) {
  return shape.length === code.length && Array.from(shape).every((wanted, at) => (ONE[wanted] ? ONE[wanted].test(code[at]) : wanted === code[at]));
}

const digitsOf = (code) => Array.from(code.replace(/[^0-9]/g, ""), Number).reverse(); // the check digit first

const CHECKS = {
  gs1(code) {
    const digits = digitsOf(code);
    return digits.length > 1 && digits.reduce((sum, digit, at) => sum + digit * (at % 2 ? 3 : 1), 0) % 10 === 0;
  },
  luhn(code) {
    const digits = digitsOf(code);
    const weighed = digits.map((digit, at) => (at % 2 ? Math.floor((digit * 2) / 10) + ((digit * 2) % 10) : digit));
    return digits.length > 1 && weighed.reduce((sum, each) => sum + each, 0) % 10 === 0;
  },
  mod43(code) {
    const values = Array.from(code, (sign) => SIGNS_43.indexOf(sign));
    const last = values.pop();
    return values.length > 0 && last >= 0 && values.every((value) => value >= 0) && values.reduce((sum, value) => sum + value, 0) % 43 === last;
  },
};

/* The word that says what is wrong with a cleaned code; "" where nothing is. `rules`: {shapes, check} of the day. */
export function tubeFault(code, rules) {
  if (!/^[0-9A-Z._/-]{3,40}$/.test(code)) return "tube_code_form";
  if (rules && rules.shapes.length && !rules.shapes.some((shape) => fits(shape, code))) return "tube_code_shape";
  if (rules && rules.check && !CHECKS[rules.check](code)) return "tube_code_check";
  return "";
}
