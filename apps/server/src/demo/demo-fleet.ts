import { defaultFleet, type FleetSettings } from "@longshore/engines/mock/fleet-settings";

/** What newcomers see placement with: two datacenters of twelve nodes, whose starts take a moment. */
export const demoFleet: FleetSettings = {
  ...defaultFleet,
  nodes: 24,
  seed: "demo",
  datacenters: ["harbour-east", "harbour-west"],
  racks: 4,
  startMs: 400,
};
