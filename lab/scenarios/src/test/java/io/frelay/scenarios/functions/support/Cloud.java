package io.frelay.scenarios.functions.support;

import java.util.Locale;
import java.util.Map;

/** The four clouds that the examples are deployed to. */
public enum Cloud {
  AWS {
    @Override
    public CloudFunction start(String java, Map<String, String> environment) {
      return LambdaFunction.startWith(java, environment);
    }
  },
  GOOGLE {
    @Override
    public CloudFunction start(String java, Map<String, String> environment) {
      return GoogleFunction.start(java, "gcp", GoogleFunction.HTTP, environment);
    }
  },
  AZURE {
    @Override
    public CloudFunction start(String java, Map<String, String> environment) {
      return AzureFunction.startWith(java, true, environment);
    }
  },
  CODE_ENGINE {
    @Override
    public CloudFunction start(String java, Map<String, String> environment) {
      return CodeEngineApp.startWith(java, environment);
    }
  };

  /** Starts the examples' function in the cloud's own runtime, with these variables besides. */
  public abstract CloudFunction start(String java, Map<String, String> environment);

  /** A party's name for it. */
  public String party() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
