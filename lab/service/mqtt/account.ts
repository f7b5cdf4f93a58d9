/** Who may talk through the broker. */
export const USER = 'home';
export const PASSWORD = 'lamp';
