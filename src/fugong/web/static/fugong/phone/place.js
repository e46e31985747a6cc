/* Where the visit took place, if the officer lets the phone say so. A visit is whole without it. */

export function locate() {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve(null);
    const found = ({ coords, timestamp }) => resolve({
      latitude: round(coords.latitude, 6),
      longitude: round(coords.longitude, 6),
      accuracy: Math.round(coords.accuracy),
      at: new Date(timestamp).toISOString(),
    });
    navigator.geolocation.getCurrentPosition(found, () => resolve(null), {
      enableHighAccuracy: true, timeout: 10000, maximumAge: 60000,
    });
    return undefined;
  });
}

function round(number, digits) {
  return Math.round(number * Math.pow(10, digits)) / Math.pow(10, digits);
}
