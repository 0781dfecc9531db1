package io.frelay.trials;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same against the packaged application, in a process of its own. */
@QuarkusIntegrationTest
class InACodeEngineTestIT extends InACodeEngineTestTest {}
