/** PIN of every demo key. Public on purpose: demo signatures prove nothing, and their certificates say so. */
export const DEMO_PIN = "123456";
