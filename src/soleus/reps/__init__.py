"""From a recording to repetitions: `motion.heel_motion`, `segment.segment`, `stream.Stream`."""
