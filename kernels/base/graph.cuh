// Work that is queued again and again: recorded once as a CUDA graph, with events that time its
// parts. Constructors throw DeviceError; a lost device is not asked to free anything.
#pragma once

#include <memory>
#include <string>
#include <type_traits>

#include "kernels/base/device.cuh"

namespace maxmin::kernels {

/// A mark in a stream that notes when it was reached.
class DeviceEvent {
  public:
    DeviceEvent() {
        cudaEvent_t event = nullptr;
        require_cuda(cudaEventCreate(&event), "cudaEventCreate");
        event_.reset(event);
    }
    /// While a graph is recorded this becomes a node of its own.
    bool record(const DeviceStream& stream) const noexcept {
        return cuda_ok(
            cudaEventRecordWithFlags(event_.get(), stream.get(), cudaEventRecordExternal),
            "cudaEventRecord");
    }
    /// Microseconds from `earlier` to this; both were reached. Negative if the device fails.
    double since_us(const DeviceEvent& earlier) const noexcept {
        float ms = 0.0F;
        const bool ok = cuda_ok(cudaEventElapsedTime(&ms, earlier.event_.get(), event_.get()),
                                "cudaEventElapsedTime");
        return ok ? 1e3 * static_cast<double>(ms) : -1.0;
    }

  private:
    struct Deleter {
        void operator()(cudaEvent_t event) const noexcept {
            static_cast<void>(device_lost() ||
                              cuda_ok(cudaEventDestroy(event), "cudaEventDestroy"));
        }
    };
    std::unique_ptr<std::remove_pointer_t<cudaEvent_t>, Deleter> event_;
};

class DeviceGraph {
  public:
    /// Records what `enqueue` queues in `stream` (true: all of it could be), runs none of it.
    template <typename Enqueue>
    DeviceGraph(const DeviceStream& stream, Enqueue&& enqueue) {
        require_cuda(cudaStreamBeginCapture(stream.get(), cudaStreamCaptureModeThreadLocal),
                     "cudaStreamBeginCapture");
        const bool queued = enqueue();
        cudaGraph_t raw = nullptr;
        const cudaError_t ended = cudaStreamEndCapture(stream.get(), &raw);
        const std::unique_ptr<std::remove_pointer_t<cudaGraph_t>, GraphDeleter> graph(raw);
        if (!queued) {  // its reason is the first; what the end of the recording says follows from
                        // it
            throw DeviceError(std::string(device_error()));
        }
        require_cuda(ended, "cudaStreamEndCapture");
        cudaGraphExec_t instance = nullptr;
        require_cuda(cudaGraphInstantiate(&instance, graph.get(), 0), "cudaGraphInstantiate");
        instance_.reset(instance);
        require_cuda(cudaGraphUpload(instance, stream.get()), "cudaGraphUpload");
    }

    bool launch(const DeviceStream& stream) const noexcept {
        return cuda_ok(cudaGraphLaunch(instance_.get(), stream.get()), "cudaGraphLaunch");
    }

  private:
    struct GraphDeleter {
        void operator()(cudaGraph_t graph) const noexcept {
            static_cast<void>(device_lost() ||
                              cuda_ok(cudaGraphDestroy(graph), "cudaGraphDestroy"));
        }
    };
    struct InstanceDeleter {
        void operator()(cudaGraphExec_t instance) const noexcept {
            static_cast<void>(device_lost() ||
                              cuda_ok(cudaGraphExecDestroy(instance), "cudaGraphExecDestroy"));
        }
    };
    std::unique_ptr<std::remove_pointer_t<cudaGraphExec_t>, InstanceDeleter> instance_;
};

}  // namespace maxmin::kernels
